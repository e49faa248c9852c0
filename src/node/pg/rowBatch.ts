import type { Cell } from '../../core/ports';
import type { BlockSink, RowBlock, RowSink, StatementSink } from '../../core/query/session';
import { deliverBytes } from './sizes';
import { type Decode, decodeDataRow, messageType } from './wire/backendMessages';
import { rowHeader } from './wire/forEachRow';
import type { PiecePlace } from './wire/messageReader';

/** Collects rows in the form that their sink wants. */
export interface RowBatch {
  /** Bytes of the rows that wait here. */
  readonly bytes: number;
  /** `body` is the body of a DataRow, valid during the call only. */
  add(body: Buffer): void;
  /** Adds rows by their DataRow messages, likewise. */
  addRun?(messages: Buffer, count: number): void;
  /** Adds a piece of a row of `length` bytes, likewise. */
  addPiece?(length: number, bytes: Buffer, place: PiecePlace): void;
  /** Hands what waits to the sink. */
  deliver(): void | Promise<void>;
  drop(): void;
}

export function batchFor(sink: StatementSink, decode: Decode): RowBatch {
  return 'blocks' in sink ? new BlockBatch(sink) : new CellBatch(sink, decode);
}

class CellBatch implements RowBatch {
  private rows: (readonly Cell[])[] = [];
  bytes = 0;

  constructor(
    private readonly sink: RowSink,
    private readonly decode: Decode,
  ) {}

  add(body: Buffer): void {
    this.rows.push(decodeDataRow(body, this.decode));
    this.bytes += body.length;
  }

  deliver(): void | Promise<void> {
    const { rows } = this;
    this.drop();
    return this.sink.rows(rows);
  }

  drop(): void {
    this.rows = [];
    this.bytes = 0;
  }
}

/** Bytes of the smallest buffer for rows. */
const leastRoom = 4096;

/** Rows of one block lie in one buffer, which the sink takes over. */
class BlockBatch implements RowBatch {
  private blocks: RowBlock[] = [];
  private current: Buffer | undefined;
  /** Most results are small, so the first buffer is; the next is as large as the last one deserved. */
  private room = leastRoom;
  private used = 0;
  private rows = 0;
  bytes = 0;

  constructor(private readonly sink: BlockSink) {}

  add(body: Buffer): void {
    const at = this.reserve(rowHeader + body.length, 1);
    at.buffer.writeUInt8(messageType.dataRow, at.offset);
    at.buffer.writeUInt32BE(4 + body.length, at.offset + 1);
    body.copy(at.buffer, at.offset + rowHeader);
  }

  addRun(messages: Buffer, count: number): void {
    const at = this.reserve(messages.length, count);
    messages.copy(at.buffer, at.offset);
  }

  addPiece(length: number, bytes: Buffer, { isFirst, isLast }: PiecePlace): void {
    this.close();
    const header = Buffer.allocUnsafe(isFirst ? rowHeader : 0);
    if (isFirst) {
      header.writeUInt8(messageType.dataRow);
      header.writeUInt32BE(4 + length, 1);
    }
    this.blocks.push({ bytes: Buffer.concat([header, bytes]), rows: isFirst ? 1 : 0, open: !isLast });
    this.bytes += bytes.length;
  }

  deliver(): void | Promise<void> {
    this.close();
    const { blocks } = this;
    this.drop();
    return this.sink.blocks(blocks);
  }

  drop(): void {
    this.blocks = [];
    this.current = undefined;
    this.used = 0;
    this.rows = 0;
    this.bytes = 0;
  }

  /** Makes room for rows in the current buffer, or in a new one. */
  private reserve(size: number, rows: number): { readonly buffer: Buffer; readonly offset: number } {
    if (this.current === undefined || this.used + size > this.current.length) {
      if (this.current !== undefined) {
        this.close();
        this.room = Math.min(deliverBytes, this.room * 8);
      }
      this.current = Buffer.allocUnsafeSlow(Math.max(size, this.room));
    }
    const offset = this.used;
    this.used += size;
    this.bytes += size;
    this.rows += rows;
    return { buffer: this.current, offset };
  }

  private close(): void {
    if (this.current === undefined || this.rows === 0) {
      return;
    }
    const bytes = this.current.subarray(0, this.used);
    // A small result does not hold the memory of a large buffer.
    const isWasteful = this.used < this.current.length / 2;
    if (isWasteful) {
      this.room = Math.max(leastRoom, this.used);
    }
    const kept = isWasteful ? { bytes: Buffer.from(bytes) } : { bytes, sole: true };
    this.blocks.push({ ...kept, rows: this.rows, open: false });
    this.current = undefined;
    this.used = 0;
    this.rows = 0;
  }
}
