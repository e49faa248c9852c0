import { readRowOrder } from './rowOrder';
import type { JobRows } from './rowJob';
import { type ReadBytes, type ScannedRow, scanRows } from './rowScanner';

/** What a job that runs in a thread may use. */
export interface JobContext {
  readonly read: ReadBytes;
  /** Hears how many rows were looked at, of how many. */
  readonly progress: (rows: number, of: number) => void;
}

/** A set of row numbers, one bit each. */
export class RowSet {
  private readonly bits: Uint8Array;

  constructor(rows: number) {
    this.bits = new Uint8Array((rows >> 3) + 1);
  }

  add(row: number): void {
    const index = Math.floor(row / 8);
    this.bits[index] = (this.bits[index] ?? 0) | (1 << (row % 8));
  }

  has(row: number): boolean {
    return ((this.bits[Math.floor(row / 8)] ?? 0) & (1 << (row % 8))) !== 0;
  }
}

/** Calls back with each row that is shown, in the order of the store. */
export async function scanShown(
  rows: JobRows,
  row: ScannedRow,
  { read, progress }: JobContext,
  visit: (row: ScannedRow) => void,
): Promise<void> {
  const shown = shownRows(rows);
  const source = { rows: rows.rows, bytes: rows.bytes, read };
  const each = shown
    ? (scanned: ScannedRow) => {
        if (shown.has(scanned.row)) {
          visit(scanned);
        }
      }
    : visit;
  await scanRows(source, row, each, (count) => progress(count, rows.rows));
}

function shownRows({ rows, order }: JobRows): RowSet | undefined {
  if (order === undefined) {
    return undefined;
  }
  const set = new RowSet(rows);
  readRowOrder(order, (row) => set.add(row));
  return set;
}
