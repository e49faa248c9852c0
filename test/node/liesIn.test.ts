import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { liesIn, reallyLiesIn } from '../../src/node/liesIn';
import { makeScratchFolder } from '../support/workbench/scratchFolder';

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

  it('is known also where links lead from or to it', () => {
    const scratch = makeScratchFolder('lies-in');
    try {
      const at = (name: string) => path.join(scratch.path, name);
      for (const name of ['workspace', 'home']) {
        mkdirSync(at(name));
        writeFileSync(at(`${name}/profiles.yml`), '');
      }
      symlinkSync(at('workspace'), at('home/link'), 'junction');
      symlinkSync(at('home'), at('workspace/link'), 'junction');
      symlinkSync(at('workspace'), at('opened'), 'junction');
      const expected = new Map([
        ...([
          ['workspace/profiles.yml', true],
          ['home/link/profiles.yml', true],
          ['workspace/link/profiles.yml', true],
          ['home/profiles.yml', false],
          ['home/missing.yml', false],
        ] as const),
      ]);
      for (const opened of ['workspace', 'opened']) {
        const found = [...expected.keys()].map((file) => [file, reallyLiesIn(at(file), at(opened))] as const);
        assert.deepEqual(new Map(found), expected, opened);
      }
    } finally {
      scratch.remove();
    }
  });
});
