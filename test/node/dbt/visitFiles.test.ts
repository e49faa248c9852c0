import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { visitFiles } from '../../../src/node/dbt/project/visitFiles';
import { makeScratchFolder, type ScratchFolder } from '../../support/workbench/scratchFolder';

/** Milliseconds of patience: at once, and for as long as it takes. */
const patiences: readonly (readonly [name: string, patience: number])[] = [
  ['a fast disk', Infinity],
  ['a slow disk', -1],
];

describe('looking at many files', () => {
  let scratch: ScratchFolder;

  before(() => {
    scratch = makeScratchFolder('visit-files');
    for (const name of ['a', 'b', 'c']) {
      writeFileSync(path.join(scratch.path, name), `text of ${name}`);
    }
    mkdirSync(path.join(scratch.path, 'folder'));
  });

  after(() => scratch.remove());

  for (const [name, patience] of patiences) {
    it(`reads what is wanted and passes over the rest, on ${name}`, async () => {
      const seen: (string | number | undefined)[][] = [];
      const visits = ['a', 'missing', 'b', 'folder', 'c'].map((each) => ({
        file: path.join(scratch.path, each),
        wants: () => each !== 'b',
        take: ({ size }: { readonly size: number }, text: string | undefined) => {
          seen.push([each, size, text]);
        },
      }));
      await visitFiles(visits, neverCancelled, patience);
      assert.deepEqual(seen.sort(), [
        ['a', 9, 'text of a'],
        ['b', 9, undefined],
        ['c', 9, 'text of c'],
      ]);
    });

    it(`stops when it is cancelled, on ${name}`, async () => {
      const controller = new AbortController();
      let taken = 0;
      const visit = {
        file: path.join(scratch.path, 'a'),
        wants: () => true,
        take: () => {
          taken++;
          controller.abort();
        },
      };
      await assert.rejects(visitFiles([visit, visit, visit], controller.signal, patience));
      assert.equal(taken, 1);
    });
  }
});
