import assert from 'node:assert/strict';
import path from 'node:path';
import { liesIn } from '../../src/node/liesIn';

const folder = path.resolve('/work/repository');

describe('whether a file lies in a folder', () => {
  for (const [file, expected] of [
    ['x/dbt', true],
    ['..env', true],
    ['../repository-2/dbt', false],
    ['..', false],
    ['../..env', false],
    ['', false],
  ] as const) {
    it(`is ${String(expected)} for ${file === '' ? 'the folder itself' : file}`, () => {
      assert.equal(liesIn(path.resolve(folder, file), folder), expected);
    });
  }
});
