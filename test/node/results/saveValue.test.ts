import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RowFile } from '../../../src/node/results/rowFile';
import { saveValue } from '../../../src/node/results/saveValue';
import { dataRows } from '../../support/dataRows';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

describe('saving a value to a file', () => {
  const scratch = makeScratchFolder('save-value');
  const file = path.join(scratch.path, 'value');
  let files = 0;
  let rows: RowFile;

  beforeEach(() => {
    // A file of its own: the last one's may still be on its way out.
    rows = new RowFile(path.join(scratch.path, `${++files}.rows`));
  });

  afterEach(() => rows.dispose());
  after(() => scratch.remove());

  const long = 'é'.repeat(3_000_001);
  const bytes = Buffer.from(Array.from({ length: 1_500_001 }, (_, index) => (index * 7) % 256));
  const cases: readonly (readonly [what: string, value: string, isBytea: boolean, expected: Buffer])[] = [
    ['a text as it is', 'née\n', false, Buffer.from('née\n')],
    ['an empty text', '', false, Buffer.alloc(0)],
    ['a long text', long, false, Buffer.from(long)],
    ['bytea as its bytes', `\\x${bytes.toString('hex')}`, true, bytes],
    ['a text that looks like bytea', '\\x6162', false, Buffer.from('\\x6162')],
    ['bytea in its other form', 'a\\000b', true, Buffer.from('a\\000b')],
  ];
  for (const [what, value, isBytea, expected] of cases) {
    it(`writes ${what}`, async () => {
      void rows.append([dataRows([['other', value]])]);
      const signal = new AbortController().signal;
      const written = await saveValue(rows, { row: 0, column: 1 }, { path: file, isBytea, signal });
      assert.equal(written, expected.length);
      assert.ok(readFileSync(file).equals(expected));
    });
  }

  it('leaves no file when it is stopped', async () => {
    void rows.append([dataRows([['a', 'b']])]);
    const stop = new AbortController();
    stop.abort();
    const target = path.join(scratch.path, 'stopped');
    await assert.rejects(
      saveValue(rows, { row: 0, column: 1 }, { path: target, isBytea: false, signal: stop.signal }),
    );
    assert.equal(existsSync(target), false);
  });
});
