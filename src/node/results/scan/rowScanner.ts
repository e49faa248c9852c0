import type { RowView } from '../../../core/results/rowFilter';
import { decodeText } from '../../pg/wire/decodeText';
import { rowHeader } from '../../pg/wire/forEachRow';

/** Bytes that are read at a time; the next ones are read while these are looked at. */
const chunkBytes = 256 * 1024;

/** A row of more bytes than this is read value by value. */
const largeRow = 8 * 1024 * 1024;

/** Of a value of such a row so many bytes are looked at. */
const largeValue = 1024 * 1024;

/** Reads exactly so many bytes of the store. */
export type ReadBytes = (offset: number, length: number) => Promise<Buffer>;

/** The rows of a result as they are in the store now: so many rows in so many bytes. */
export interface ScanSource {
  readonly rows: number;
  readonly bytes: number;
  readonly read: ReadBytes;
}

/** One row of a scan. It is the same object for every row. */
export class ScannedRow implements RowView {
  bytes: Buffer = Buffer.alloc(0);
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  row = 0;
  /** Where the row begins in the store. */
  offset = 0;

  /** @param columns of each row are looked at, from the first on */
  constructor(readonly columns: number) {
    this.starts = new Int32Array(columns);
    this.lengths = new Int32Array(columns);
  }

  text(column: number): string {
    const start = this.starts[column] ?? 0;
    const length = this.lengths[column] ?? -1;
    return length <= 0 ? '' : decodeText(this.bytes.subarray(start, start + length));
  }

  /** Takes a row whose message begins at `at`. */
  take(bytes: Buffer, at: number): void {
    this.bytes = bytes;
    const present = Math.min(bytes.readUInt16BE(at + rowHeader), this.columns);
    let start = at + rowHeader + 2;
    for (let column = 0; column < present; column++) {
      const length = bytes.readInt32BE(start);
      this.starts[column] = start + 4;
      this.lengths[column] = length;
      start += 4 + (length < 0 ? 0 : length);
    }
    this.lengths.fill(-1, present);
  }
}

/**
 * Calls back with every row in the order of the store. `between` is called after each chunk, with the rows so far.
 * Of values in rows of more than 8 MB only the first megabyte is seen.
 */
export async function scanRows(
  source: ScanSource,
  row: ScannedRow,
  visit: (row: ScannedRow) => void,
  between: (rows: number) => void,
): Promise<void> {
  const reader = new ChunkReader(source);
  row.row = 0;
  while (row.row < source.rows) {
    const length = reader.rowLength();
    if (length !== undefined && length <= reader.available) {
      row.offset = reader.offset;
      row.take(reader.buffer, reader.at);
      visit(row);
      reader.at += length;
      row.row++;
    } else if (length !== undefined && length > largeRow) {
      row.offset = reader.offset;
      await takeLargeRow(source, row);
      visit(row);
      reader.skip(length);
      row.row++;
    } else {
      between(row.row);
      await reader.more();
    }
  }
  between(row.row);
}

/** The bytes of the store one chunk after the other, the next one already under way. */
class ChunkReader {
  buffer: Buffer = Buffer.alloc(0);
  /** The place in the buffer that is next. */
  at = 0;
  private start = 0;
  private work = Buffer.allocUnsafe(3 * chunkBytes);
  private next: Promise<Buffer> | undefined;

  constructor(private readonly source: ScanSource) {}

  get available(): number {
    return this.buffer.length - this.at;
  }

  /** Of the next byte, in the store. */
  get offset(): number {
    return this.start + this.at;
  }

  /** Of the next row with its header; undefined when the header is not here yet. */
  rowLength(): number | undefined {
    return this.available < rowHeader ? undefined : 1 + this.buffer.readInt32BE(this.at + 1);
  }

  skip(length: number): void {
    this.start = this.offset + length;
    this.buffer = Buffer.alloc(0);
    this.at = 0;
    this.next = undefined;
  }

  async more(): Promise<void> {
    const rest = this.buffer.subarray(this.at);
    this.start = this.offset;
    this.at = 0;
    const end = this.start + rest.length;
    const chunk = await (this.next ?? this.read(end));
    if (!chunk || chunk.length === 0) {
      throw new Error('The store ended within a row.');
    }
    this.buffer = this.joined(rest, chunk);
    this.next = this.read(end + chunk.length);
    this.next?.catch(() => undefined);
  }

  /** Both in the one buffer that is used again and again: a new one for each chunk would wait for the collector. */
  private joined(rest: Buffer, chunk: Buffer): Buffer {
    const length = rest.length + chunk.length;
    const into = length > this.work.length ? Buffer.allocUnsafe(length * 2) : this.work;
    rest.copy(into, 0);
    chunk.copy(into, rest.length);
    this.work = into;
    return into.subarray(0, length);
  }

  private read(from: number): Promise<Buffer> | undefined {
    const length = Math.min(chunkBytes, this.source.bytes - from);
    return length > 0 ? this.source.read(from, length) : undefined;
  }
}

/** Copies the beginnings of the values into a small row of its own. */
async function takeLargeRow({ read }: ScanSource, row: ScannedRow): Promise<void> {
  const parts: Buffer[] = [];
  const columns = (await read(row.offset + rowHeader, 2)).readUInt16BE();
  let at = row.offset + rowHeader + 2;
  let start = 0;
  row.lengths.fill(-1);
  for (let column = 0; column < Math.min(columns, row.columns); column++) {
    const length = (await read(at, 4)).readInt32BE();
    const kept = Math.min(length, largeValue);
    row.starts[column] = start;
    row.lengths[column] = kept;
    if (kept > 0) {
      parts.push(await read(at + 4, kept));
      start += kept;
    }
    at += 4 + Math.max(0, length);
  }
  row.bytes = Buffer.concat(parts);
}
