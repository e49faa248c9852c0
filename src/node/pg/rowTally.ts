import type { StatementRequest } from '../../core/query/session';
import { batchBytes, firstBatchRows, maxBatchRows } from './sizes';

/** Counts the rows of a statement that are wanted, up to its caps, and knows what was passed over. */
export class RowTally {
  private rowCount = 0;
  private byteCount = 0;
  private maxRows: number;
  private maxBytes: number;
  /**
   * A result that may go on after its cap must have no gap, so the rows of a batch that is under way are taken beyond
   * the cap for bytes, as far as a batch of the usual size goes.
   */
  private slack: number;
  /** The one row more than wanted, which shows that the result goes on. */
  private surplus: Buffer | undefined;
  private hasGap = false;
  private readonly keepsSurplus: boolean;

  constructor({ maxRows, maxBytes = Infinity, atCap }: StatementRequest) {
    this.maxRows = maxRows;
    this.maxBytes = maxBytes;
    this.keepsSurplus = atCap !== undefined;
    this.slack = atCap === undefined ? 0 : 2 * batchBytes;
  }

  get rows(): number {
    return this.rowCount;
  }

  get isUnlimited(): boolean {
    return this.maxRows === Infinity && this.maxBytes === Infinity;
  }

  get rowCap(): number {
    return this.maxRows;
  }

  /** A cap was reached. */
  get isFull(): boolean {
    return this.surplus !== undefined || this.hasGap || this.byteCount >= this.maxBytes;
  }

  /** The next row would follow the last one that was taken. */
  get canGoOn(): boolean {
    return !this.hasGap;
  }

  /** Counts rows of so many bytes together, unless a cap lies among them. */
  takeRun(count: number, bytes: number): boolean {
    if (this.isPast || this.rowCount + count > this.maxRows || this.byteCount + bytes > this.maxBytes) {
      return false;
    }
    this.rowCount += count;
    this.byteCount += bytes;
    return true;
  }

  /** Counts one row if it is wanted. */
  takeRow(bytes: number): boolean {
    if (this.isPast || this.rowCount >= this.maxRows || this.byteCount >= this.maxBytes + this.slack) {
      return false;
    }
    this.rowCount++;
    this.byteCount += bytes;
    return true;
  }

  /** Counts bytes of a row that was taken before they came. */
  addBytes(bytes: number): void {
    this.byteCount += bytes;
  }

  /** A row came that is not wanted. `body` is its DataRow's, where it came whole. */
  passOver(body?: Buffer): void {
    if (body && this.keepsSurplus && !this.isPast) {
      this.surplus = Buffer.from(body);
    } else {
      this.hasGap = true;
    }
  }

  /** From now on everything is wanted. Answers with the row that was put aside. */
  lift(): Buffer | undefined {
    const { surplus } = this;
    this.surplus = undefined;
    this.maxRows = Infinity;
    this.maxBytes = Infinity;
    this.slack = 0;
    return surplus;
  }

  /** How many rows to fetch next: one more than wanted tells a result that ends just there from one that goes on. */
  nextBatch(): number {
    const average = Math.max(1, this.byteCount / Math.max(1, this.rowCount));
    const bytes = Math.min(batchBytes, this.maxBytes - this.byteCount);
    const batch = this.rowCount === 0 ? firstBatchRows : Math.max(1, Math.floor(bytes / average));
    return Math.min(batch, this.maxRows - this.rowCount + 1, maxBatchRows);
  }

  private get isPast(): boolean {
    return this.surplus !== undefined || this.hasGap;
  }
}
