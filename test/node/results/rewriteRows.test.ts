import assert from 'node:assert/strict';
import path from 'node:path';
import type { Cell } from '../../../src/core/ports';
import { rewriteRows } from '../../../src/node/results/rewriteRows';
import { RowFile } from '../../../src/node/results/rowFile';
import { dataRows as block } from '../../support/dataRows';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

describe('the rows of a result after they were edited', () => {
  const scratch = makeScratchFolder('rewritten-rows');
  const all = { first: 0, count: 1_000_000, firstColumn: 0, columnCount: 10 };
  let files: RowFile[];

  beforeEach(() => (files = []));
  afterEach(() => files.forEach((file) => file.dispose()));
  after(() => scratch.remove());

  const file = () => {
    const made = new RowFile(path.join(scratch.path, `${Math.random()}`));
    files.push(made);
    return made;
  };

  const large = 'x'.repeat(3_000_000);
  const cases: readonly (readonly [what: string, rows: readonly (readonly Cell[])[]])[] = [
    ['small', rowsOf(20, () => 'b')],
    ['many', rowsOf(50_000, (row) => (row % 3 === 0 ? null : `${row}b`))],
    ['large', rowsOf(6, (row) => (row % 2 === 0 ? large : ''))],
  ];
  for (const [what, rows] of cases) {
    it(`keeps what did not change: ${what}`, async () => {
      const [source, target] = [file(), file()];
      for (let first = 0; first < rows.length; first += 1000) {
        await source.append([block(rows.slice(first, first + 1000))]);
      }
      const last = rows.length - 1;
      const replaced = new Map<number, ReadonlyMap<number, Cell>>([
        [1, new Map([[0, 'née ✓']])],
        [
          2,
          new Map<number, Cell>([
            [0, null],
            [1, ''],
          ]),
        ],
        [last, new Map([[1, 'end']])],
      ]);
      const removed = new Set([0, 3, last - 1]);
      const added = [['new', null]];
      await rewriteRows(source, target, { replaced, removed, added });
      const expected = rows.map((row) => [...row]);
      expected[1] = ['née ✓', rows[1]?.[1] ?? null];
      expected[2] = [null, ''];
      expected[last] = [rows[last]?.[0] ?? null, 'end'];
      const wanted = [...expected.filter((_, row) => !removed.has(row)), ...added];
      assert.equal(target.count, wanted.length);
      assert.deepEqual(await target.window(all, Number.MAX_SAFE_INTEGER), wanted);
      assert.deepEqual(await target.window({ ...all, first: 2, count: 1 }, Number.MAX_SAFE_INTEGER), [
        wanted[2],
      ]);
    });
  }

  it('removes everything, and adds to nothing', async () => {
    const [source, empty, again] = [file(), file(), file()];
    void source.append([block(rowsOf(3, () => 'b'))]);
    const none = { replaced: new Map(), removed: new Set<number>(), added: [] };
    await rewriteRows(source, empty, { ...none, removed: new Set([0, 1, 2]) });
    assert.equal(empty.count, 0);
    await rewriteRows(empty, again, { ...none, added: [['a', 'b']] });
    assert.deepEqual(await again.window(all, 100), [['a', 'b']]);
  });
});

function rowsOf(count: number, second: (row: number) => Cell): readonly (readonly Cell[])[] {
  return Array.from({ length: count }, (_, row) => [`${row}a`, second(row)]);
}
