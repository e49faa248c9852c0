import { compileSearch, listedHits } from '../../../core/results/search';
import { type JobContext, RowSet, scanShown } from './jobContext';
import { readRowOrder } from './rowOrder';
import type { FindJob, FindResult, JobRows } from './rowJob';
import { ScannedRow } from './rowScanner';

/** Looks into every cell that is shown. */
export async function findCells({ rows, search }: FindJob, context: JobContext): Promise<FindResult> {
  const isHit = compileSearch(search);
  const row = new ScannedRow(rows.columns.length);
  const hits = new HitList();
  await scanShown(rows, row, context, (scanned) => {
    for (let column = 0; column < scanned.columns; column++) {
      if ((scanned.lengths[column] ?? -1) >= 0 && isHit(scanned.text(column))) {
        hits.add(scanned.row, column);
      }
    }
  });
  return inOrderShown(hits, rows);
}

class HitList {
  rows = new Uint32Array(1024);
  columns = new Uint16Array(1024);
  listed = 0;
  total = 0;

  add(row: number, column: number): void {
    this.total++;
    if (this.listed === listedHits) {
      return;
    }
    if (this.listed === this.rows.length) {
      const length = Math.min(listedHits, this.listed * 4);
      const [rows, columns] = [new Uint32Array(length), new Uint16Array(length)];
      rows.set(this.rows);
      columns.set(this.columns);
      [this.rows, this.columns] = [rows, columns];
    }
    this.rows[this.listed] = row;
    this.columns[this.listed] = column;
    this.listed++;
  }
}

/** The hits by their places on the screen, from top to bottom. */
function inOrderShown(
  { rows, columns, listed, total }: HitList,
  { rows: count, order }: JobRows,
): FindResult {
  if (order === undefined) {
    return { total, rows: rows.slice(0, listed), columns: columns.slice(0, listed) };
  }
  const hitRows = new RowSet(count);
  for (let index = 0; index < listed; index++) {
    hitRows.add(rows[index] ?? 0);
  }
  const found = { rows: new Uint32Array(listed), columns: new Uint16Array(listed) };
  let at = 0;
  readRowOrder(order, (row, place) => {
    if (hitRows.has(row)) {
      for (let index = firstOf(rows, listed, row); index < listed && rows[index] === row; index++) {
        found.rows[at] = place;
        found.columns[at] = columns[index] ?? 0;
        at++;
      }
    }
  });
  return { total, ...found };
}

function firstOf(rows: Uint32Array, length: number, row: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] ?? 0) < row) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
