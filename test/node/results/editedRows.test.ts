import assert from 'node:assert/strict';
import path from 'node:path';
import type { Cell } from '../../../src/core/ports';
import { EditedRows } from '../../../src/node/results/editedRows';
import { RowFile } from '../../../src/node/results/rowFile';
import { dataRows as block } from '../../support/dataRows';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

const all = { first: 0, count: 1000, firstColumn: 0, columnCount: 10 };

describe('the rows of a result after they were edited', () => {
  const scratch = makeScratchFolder('edited-rows');
  let base: RowFile;
  let rows: EditedRows;
  let expected: (readonly Cell[])[];

  beforeEach(() => {
    base = new RowFile(path.join(scratch.path, 'rows'));
    expected = Array.from({ length: 20 }, (_, row) => [`${row}a`, row % 3 === 0 ? null : `${row}b`]);
    void base.append([block(expected)]);
    rows = new EditedRows(base);
  });

  afterEach(() => rows.dispose());
  after(() => scratch.remove());

  const replaced = (row: number, column: number, cell: Cell) =>
    ({ replaced: new Map([[row, new Map([[column, cell]])]]), removed: [], added: [] }) as const;
  const removed = (...gone: readonly number[]) =>
    ({ replaced: new Map(), removed: gone, added: [] }) as const;

  it('reads every window as the rows are now', async () => {
    rows.apply(replaced(3, 1, 'new'));
    rows.apply(removed(0, 4, 5, 19));
    expected[3] = ['3a', 'new'];
    expected = expected.filter((_, row) => ![0, 4, 5, 19].includes(row));
    rows.apply({
      replaced: new Map(),
      removed: [],
      added: [
        ['x', null],
        ['y', 'z'],
      ],
    });
    expected.push(['x', null], ['y', 'z']);
    rows.apply(replaced(2, 0, null));
    expected[2] = [null, 'new'];
    rows.apply(replaced(16, 1, 'late'));
    expected[16] = ['x', 'late'];
    rows.apply(removed(3, 17));
    expected = expected.filter((_, row) => ![3, 17].includes(row));
    assert.equal(rows.count, expected.length);
    assert.deepEqual(await rows.window(all, 100), expected);
    const { bytes, rows: inBlock } = await rows.block(1);
    assert.equal(inBlock, expected.length - 1);
    assert.deepEqual(Buffer.from(bytes), block(expected.slice(1)).bytes);
    for (let first = 0; first < expected.length; first++) {
      for (const count of [1, 4, 30]) {
        const window = { first, count, firstColumn: 1, columnCount: 1 };
        const wanted = expected.slice(first, first + count).map(([, cell = null]) => [cell]);
        assert.deepEqual(await rows.window(window, 100), wanted, `${first} ${count}`);
      }
      const [wanted = null] = expected[first] ?? [];
      assert.equal((await rows.cell(first, 0, 100)).text, wanted);
      const { bytes, total } = await rows.part({ row: first, column: 0 }, 0, 100);
      assert.equal(total === undefined ? null : Buffer.from(bytes).toString(), wanted);
    }
  });

  it('cuts long values between characters, and tells their size', async () => {
    rows.apply(removed(0));
    rows.apply(replaced(4, 0, '👍'.repeat(100)));
    const cut: unknown[] = [];
    const note = (...each: readonly number[]) => cut.push(each);
    const window = await rows.window(all, 10, note);
    assert.deepEqual(window[4], ['👍👍', '5b']);
    assert.deepEqual(cut, [[4, 0, 400]]);
    assert.deepEqual(await rows.cell(4, 0, 10), { text: '👍👍', bytes: 400 });
  });
});
