import type { Cell } from '../../core/ports';
import type { RowBlock } from '../../core/query/session';
import type {
  ColumnSpan,
  NoteCut,
  RowPlace,
  RowRectangle,
  StoredCell,
  StoredRows,
  ValuePart,
  ValuePlace,
} from '../../core/query/storedRows';
import { decodeText } from '../pg/wire/decodeText';
import { rowHeader } from '../pg/wire/forEachRow';
import { ByteLog } from './byteLog';
import { planReads, type PlannedRead } from './readPlan';
import { RowIndex } from './rowIndex';
import { wholeCharacters } from './wholeCharacters';

/** A place in the index stands for so many bytes of rows, or for one larger row. */
const placeBytes = 64 * 1024;

/** A row of more bytes is read value by value. */
const largeRow = 1024 * 1024;

/** Blocks that were read last are kept up to so many bytes. */
const cacheBytes = 4 * 1024 * 1024;

/** The rows of one result in a log of bytes, with an index of every few hundredth row, so that any window is near. */
export class RowFile implements StoredRows {
  private readonly log: ByteLog;
  private readonly index = new RowIndex();
  private readonly cache = new Map<number, Buffer>();
  private cached = 0;
  private begun = 0;
  private isOpen = false;

  constructor(readonly path: string) {
    this.log = new ByteLog(path);
  }

  get count(): number {
    return this.isOpen ? this.begun - 1 : this.begun;
  }

  get bytes(): number {
    return this.log.size;
  }

  append(blocks: readonly RowBlock[]): void | Promise<void> {
    let wait: void | Promise<void> = undefined;
    for (const block of blocks) {
      const offset = this.log.size;
      wait = this.log.append(block.bytes, block.sole);
      this.note(block, offset);
    }
    return wait;
  }

  async window(
    rectangle: RowRectangle,
    maxBytes: number,
    noteCut?: NoteCut,
  ): Promise<readonly (readonly Cell[])[]> {
    const { first, count } = rectangle;
    const limit = { maxBytes, noteCut };
    const end = Math.min(first + count, this.count);
    const rows: (readonly Cell[])[] = [];
    let row = first;
    while (row < end) {
      const place = this.index.find(row);
      const next = this.index.after(place, { row: this.begun, offset: this.log.size });
      if (next.offset - place.offset > largeRow && next.row - place.row === 1) {
        rows.push(await this.largeRow(row, place.offset, rectangle, limit));
        row++;
        continue;
      }
      const bytes = await this.load(place.offset, next.offset);
      let at = skipRows(bytes, row - place.row);
      for (; row < Math.min(end, next.row); row++) {
        rows.push(readCells({ bytes, at, row }, rectangle, limit));
        at += 1 + bytes.readInt32BE(at + 1);
      }
    }
    return rows;
  }

  async block(first: number): Promise<RowBlock> {
    if (first >= this.count) {
      return { bytes: Buffer.alloc(0), rows: 0, open: false };
    }
    const place = this.index.find(first);
    // What is not here whole has a place of its own.
    const end = this.isOpen ? this.index.find(this.begun - 1) : { row: this.begun, offset: this.log.size };
    let next = this.index.after(place, end);
    while (next.row < end.row && next.offset - place.offset < largeRow) {
      next = this.index.after(next, end);
    }
    const bytes = await this.log.read(place.offset, next.offset - place.offset);
    return { bytes: bytes.subarray(skipRows(bytes, first - place.row)), rows: next.row - first, open: false };
  }

  async cell(row: number, column: number, maxBytes: number): Promise<StoredCell> {
    const { start, length } = await this.findValue({ row, column });
    return length < 0
      ? { text: null, bytes: 0 }
      : { text: await this.text(start, length, maxBytes), bytes: length };
  }

  async part(place: ValuePlace, offset: number, length: number): Promise<ValuePart> {
    const value = await this.findValue(place);
    if (value.length < 0) {
      return { bytes: new Uint8Array(), total: undefined };
    }
    const wanted = Math.max(0, Math.min(length, value.length - offset));
    return { bytes: await this.log.read(value.start + offset, wanted), total: value.length };
  }

  readBytes(offset: number, length: number): Promise<Buffer> {
    return this.log.read(offset, length);
  }

  async rowsAt(
    places: readonly RowPlace[],
    span: ColumnSpan,
    noteCut?: NoteCut,
  ): Promise<readonly (readonly Cell[])[]> {
    const rows: (readonly Cell[])[] = [];
    const limit = { maxBytes: span.maxBytes, noteCut };
    const read = async ({ from, to, wanted }: PlannedRead) => {
      const bytes = await this.log.read(from, to - from);
      for (const { index, row, offset } of wanted) {
        const at = offset - from;
        const length = 1 + bytes.readInt32BE(at + 1);
        if (at + length <= bytes.length) {
          rows[index] = readCells({ bytes, at, row }, span, limit);
        } else if (length > largeRow) {
          rows[index] = await this.largeRow(row, offset, span, limit);
        } else {
          rows[index] = readCells({ bytes: await this.log.read(offset, length), at: 0, row }, span, limit);
        }
      }
    };
    await Promise.all(planReads(places, this.log.size).map(read));
    return rows;
  }

  async blockAt(places: readonly RowPlace[]): Promise<RowBlock> {
    const pieces: Buffer[] = [];
    const read = async ({ from, to, wanted }: PlannedRead) => {
      const bytes = await this.log.read(from, to - from);
      for (const { index, offset } of wanted) {
        const at = offset - from;
        const end = at + 1 + bytes.readInt32BE(at + 1);
        if (end <= bytes.length || index === 0) {
          pieces[index] =
            end <= bytes.length ? bytes.subarray(at, end) : await this.log.read(offset, end - at);
        }
      }
    };
    await Promise.all(planReads(places, this.log.size).map(read));
    const firstMissing = places.findIndex((_, index) => pieces[index] === undefined);
    const rows = firstMissing < 0 ? places.length : firstMissing;
    return { bytes: Buffer.concat(pieces.slice(0, rows)), rows, open: false };
  }

  dispose(): void {
    this.cache.clear();
    this.log.dispose();
  }

  /** Notes where a window can begin to read. */
  private note({ bytes, rows, open }: RowBlock, offset: number): void {
    if (rows > 0) {
      const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let noted = Number.NEGATIVE_INFINITY;
      let at = 0;
      for (let row = 0; row < rows; row++) {
        if (at - noted >= placeBytes || row === 0) {
          this.index.add({ row: this.begun + row, offset: offset + at });
          noted = at;
        }
        at += 1 + view.readInt32BE(at + 1);
      }
      this.begun += rows;
    }
    this.isOpen = open;
  }

  private async load(from: number, to: number): Promise<Buffer> {
    const known = this.cache.get(from);
    if (known?.length === to - from) {
      return known;
    }
    const bytes = await this.log.read(from, to - from);
    this.cached += bytes.length - (known?.length ?? 0);
    this.cache.set(from, bytes);
    for (const [oldest, { length }] of this.cache) {
      if (this.cached <= cacheBytes) {
        break;
      }
      this.cache.delete(oldest);
      this.cached -= length;
    }
    return bytes;
  }

  private async largeRow(
    row: number,
    offset: number,
    { firstColumn, columnCount }: Columns,
    { maxBytes, noteCut }: CutLimit,
  ): Promise<readonly Cell[]> {
    const columns = (await this.log.read(offset + rowHeader, 2)).readUInt16BE();
    const cells: Cell[] = [];
    let at = offset + rowHeader + 2;
    for (let column = 0; column < Math.min(columns, firstColumn + columnCount); column++) {
      const length = (await this.log.read(at, 4)).readInt32BE();
      if (column >= firstColumn) {
        cells.push(length < 0 ? null : await this.text(at + 4, length, maxBytes));
        if (length > maxBytes) {
          noteCut?.(row, column, length);
        }
      }
      at += 4 + Math.max(0, length);
    }
    return cells;
  }

  /** Where a value lies; a negative length stands for NULL, and for what does not exist. */
  private async findValue({
    row,
    column,
  }: ValuePlace): Promise<{ readonly start: number; readonly length: number }> {
    if (row >= this.count) {
      return { start: 0, length: -1 };
    }
    const place = this.index.find(row);
    let at = place.offset;
    for (let skipped = place.row; skipped < row; skipped++) {
      at += 1 + (await this.log.read(at + 1, 4)).readInt32BE();
    }
    const columns = (await this.log.read(at + rowHeader, 2)).readUInt16BE();
    if (column >= columns) {
      return { start: 0, length: -1 };
    }
    at += rowHeader + 2;
    for (let skipped = 0; ; skipped++) {
      const length = (await this.log.read(at, 4)).readInt32BE();
      if (skipped === column) {
        return { start: at + 4, length };
      }
      at += 4 + Math.max(0, length);
    }
  }

  private async text(start: number, length: number, maxBytes: number): Promise<string> {
    const bytes = await this.log.read(start, Math.min(length, maxBytes));
    return decodeText(length > maxBytes ? wholeCharacters(bytes) : bytes);
  }
}

function skipRows(bytes: Buffer, rows: number): number {
  let at = 0;
  for (let skipped = 0; skipped < rows; skipped++) {
    at += 1 + bytes.readInt32BE(at + 1);
  }
  return at;
}

type Columns = Pick<RowRectangle, 'firstColumn' | 'columnCount'>;

interface CutLimit {
  readonly maxBytes: number;
  readonly noteCut: NoteCut | undefined;
}

function readCells(
  { bytes, at: start, row }: { readonly bytes: Buffer; readonly at: number; readonly row: number },
  { firstColumn, columnCount }: Columns,
  { maxBytes, noteCut }: CutLimit,
): readonly Cell[] {
  const columns = Math.min(bytes.readUInt16BE(start + rowHeader), firstColumn + columnCount);
  const cells: Cell[] = [];
  let at = start + rowHeader + 2;
  for (let column = 0; column < columns; column++) {
    const length = bytes.readInt32BE(at);
    if (column >= firstColumn) {
      cells.push(length < 0 ? null : shorten(bytes.subarray(at + 4, at + 4 + length), maxBytes));
      if (length > maxBytes) {
        noteCut?.(row, column, length);
      }
    }
    at += 4 + Math.max(0, length);
  }
  return cells;
}

function shorten(value: Buffer, maxBytes: number): string {
  return decodeText(value.length > maxBytes ? wholeCharacters(value.subarray(0, maxBytes)) : value);
}
