import assert from 'node:assert/strict';
import { clampWidth, columnAt, layoutColumns, totalWidth } from '../../../webview/results/grid/columnLayout';
import { gridAction } from '../../../webview/results/grid/gridKeys';
import {
  contentTop,
  isMapped,
  maxScrollHeight,
  type RowScroll,
  scrollHeight,
  scrollTopFor,
  topShowing,
} from '../../../webview/results/grid/rowScroll';
import {
  contains,
  moveSelection,
  rectangleOf,
  selectAll,
  selectCell,
  selectColumns,
  selectRows,
} from '../../../webview/results/grid/selection';

describe('grid arithmetic', () => {
  it('finds the column at a place', () => {
    const layout = layoutColumns([100, 50, 200]);
    assert.equal(totalWidth(layout), 350);
    assert.deepEqual(
      [-5, 0, 99, 100, 149, 150, 349, 350, 9999].map((x) => columnAt(layout, x)),
      [0, 0, 0, 1, 1, 2, 2, 2, 2],
    );
    assert.equal(columnAt(layoutColumns([]), 10), 0);
  });

  it('keeps widths within reason', () => {
    assert.deepEqual([-1, 40.4, 77.5, 1e9].map(clampWidth), [40, 40, 78, 2000]);
  });

  it('scrolls small results pixel by pixel', () => {
    const scroll: RowScroll = { rowCount: 1000, rowHeight: 24, viewport: 240 };
    assert.equal(isMapped(scroll), false);
    assert.equal(scrollHeight(scroll), 24_000);
    assert.equal(contentTop(scroll, 480), 480);
    assert.equal(scrollTopFor(scroll, 480), 480);
  });

  it('reaches both ends of ten million rows through an element of bearable height', () => {
    const scroll: RowScroll = { rowCount: 10_000_000, rowHeight: 24, viewport: 240 };
    assert.equal(isMapped(scroll), true);
    assert.equal(scrollHeight(scroll), maxScrollHeight);
    assert.equal(contentTop(scroll, 0), 0);
    assert.equal(contentTop(scroll, maxScrollHeight - 240), 240_000_000 - 240);
    const top = 123_456_789;
    assert.ok(Math.abs(contentTop(scroll, scrollTopFor(scroll, top)) - top) < 0.001);
  });

  it('does not scroll when everything is in sight', () => {
    const scroll: RowScroll = { rowCount: 3, rowHeight: 24, viewport: 240 };
    assert.equal(contentTop(scroll, 100), 0);
    assert.equal(scrollTopFor(scroll, 100), 0);
  });

  it('moves as little as it must to show a row', () => {
    const scroll: RowScroll = { rowCount: 100, rowHeight: 24, viewport: 240 };
    assert.deepEqual(
      [5, 0, 9, 10, 99].map((row) => topShowing(scroll, 0, row)),
      [0, 0, 0, 24, 2160],
    );
    assert.equal(topShowing(scroll, 1000, 3), 72);
  });

  it('moves and extends a selection inside the bounds', () => {
    const bounds = { rows: 10, columns: 4 };
    const start = selectCell({ row: 2, column: 1 });
    const down = moveSelection(start, { rows: 3, columns: 0 }, true, bounds);
    assert.deepEqual(rectangleOf(down), { firstRow: 2, lastRow: 5, firstColumn: 1, lastColumn: 1 });
    const back = moveSelection(down, { rows: -100, columns: -100 }, true, bounds);
    assert.deepEqual(rectangleOf(back), { firstRow: 0, lastRow: 2, firstColumn: 0, lastColumn: 1 });
    assert.deepEqual(
      moveSelection(back, { rows: 0, columns: 1 }, false, bounds),
      selectCell({ row: 0, column: 1 }),
    );
  });

  it('selects everything, rows and columns', () => {
    const bounds = { rows: 10, columns: 4 };
    assert.deepEqual(rectangleOf(selectAll(bounds)), {
      firstRow: 0,
      lastRow: 9,
      firstColumn: 0,
      lastColumn: 3,
    });
    assert.deepEqual(rectangleOf(selectRows(7, 3, bounds)), {
      firstRow: 3,
      lastRow: 7,
      firstColumn: 0,
      lastColumn: 3,
    });
    const columns = rectangleOf(selectColumns(1, 2, bounds));
    assert.deepEqual(columns, { firstRow: 0, lastRow: 9, firstColumn: 1, lastColumn: 2 });
    assert.equal(contains(columns, 9, 2), true);
    assert.equal(contains(columns, 9, 3), false);
  });

  it('leaves keys alone that are not its own', () => {
    const plain = { shiftKey: false, altKey: false, modKey: false };
    const own = ['ArrowUp', 'Home', 'PageDown', 'Enter', 'Escape'];
    assert.ok(own.every((key) => gridAction({ ...plain, key }) !== undefined));
    assert.equal(gridAction({ ...plain, key: 'Tab' }), undefined);
    assert.equal(gridAction({ ...plain, key: 'a' }), undefined);
    assert.equal(gridAction({ ...plain, key: 'f', modKey: true }), undefined);
    assert.equal(gridAction({ ...plain, key: 'PageDown', modKey: true }), undefined);
    assert.equal(gridAction({ ...plain, key: 'ArrowLeft', altKey: true }), undefined);
  });
});
