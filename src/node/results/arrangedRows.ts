import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Disposable } from '../../base/disposable';
import type { Cell } from '../../core/ports';
import type { RowBlock } from '../../core/query/session';
import type {
  NoteCut,
  ReadableRows,
  RowPlace,
  RowRectangle,
  StoredCell,
  StoredRows,
  ValuePart,
  ValuePlace,
} from '../../core/query/storedRows';
import { orderEntryBytes } from './scan/rowOrder';

/** Rows that are read at the same time: each of them may be a read of its own. */
const rowsAtOnce = 500;

/** Rows of a block at most, and bytes, judged by the average row. */
const blockRows = 5000;
const blockBytes = 1024 * 1024;

/** Some rows of a result in an order that a file has; see `rowOrder.ts`. Disposing it removes the file, not the rows. */
export class ArrangedRows implements ReadableRows, Disposable {
  private file: Promise<FileHandle> | undefined;

  /** @param path of the order */
  constructor(
    private readonly rows: StoredRows,
    readonly path: string,
    readonly count: number,
  ) {}

  get bytes(): number {
    return Math.round((this.rows.bytes * this.count) / Math.max(1, this.rows.count));
  }

  async window(
    { first, count, firstColumn, columnCount }: RowRectangle,
    maxBytes: number,
    noteCut?: NoteCut,
  ): Promise<readonly (readonly Cell[])[]> {
    const end = Math.min(first + count, this.count);
    const found: (readonly Cell[])[] = [];
    for (let at = first; at < end; at += rowsAtOnce) {
      const places = await this.places(at, Math.min(rowsAtOnce, end - at));
      const shown = places.map(({ offset }, index) => ({ offset, row: at + index }));
      found.push(...(await this.rows.rowsAt(shown, { firstColumn, columnCount, maxBytes }, noteCut)));
    }
    return found;
  }

  async part({ row, column }: ValuePlace, offset: number, length: number): Promise<ValuePart> {
    const [stored] = await this.storedRows(row, 1);
    return stored === undefined
      ? { bytes: new Uint8Array(), total: undefined }
      : this.rows.part({ row: stored, column }, offset, length);
  }

  async block(first: number): Promise<RowBlock> {
    const average = this.rows.bytes / Math.max(1, this.rows.count);
    const count = Math.max(1, Math.min(blockRows, Math.floor(blockBytes / Math.max(1, average))));
    return this.rows.blockAt(await this.places(first, count));
  }

  async cell(row: number, column: number, maxBytes: number): Promise<StoredCell> {
    const [stored] = await this.storedRows(row, 1);
    return stored === undefined ? { text: null, bytes: 0 } : this.rows.cell(stored, column, maxBytes);
  }

  /** The numbers that rows have in the result as it is stored. */
  async storedRows(first: number, count: number): Promise<readonly number[]> {
    return (await this.places(first, count)).map(({ row }) => row);
  }

  dispose(): void {
    const { file } = this;
    this.file = Promise.reject(new Error('These rows were arranged anew.'));
    this.file.catch(() => undefined);
    void (async () => {
      await (await file?.catch(() => undefined))?.close();
      await rm(this.path, { force: true });
    })().catch(() => undefined);
  }

  private async places(first: number, count: number): Promise<readonly RowPlace[]> {
    const present = Math.max(0, Math.min(count, this.count - first));
    if (present === 0) {
      return [];
    }
    const file = await (this.file ??= open(this.path, 'r'));
    const bytes = Buffer.allocUnsafe(present * orderEntryBytes);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, first * orderEntryBytes);
    return Array.from({ length: Math.floor(bytesRead / orderEntryBytes) }, (_, index) => ({
      row: bytes.readUInt32LE(index * orderEntryBytes + 8),
      offset: bytes.readDoubleLE(index * orderEntryBytes),
    }));
  }
}
