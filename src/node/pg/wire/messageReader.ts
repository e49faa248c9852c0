const headerLength = 5;

/** A message of more bytes is handed on in pieces to a receiver that wants them. */
const pieceFrom = 1024 * 1024;

/** Where a piece stands in its message. */
export interface PiecePlace {
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

export interface MessageReceiver {
  /** A whole message. `body` is a view that is valid during the call only. */
  message(type: number, body: Buffer): void;
  /** A message longer than the limit; its bytes are passed over without being kept. */
  oversized(type: number, length: number): void;
  /**
   * Whether messages of this type are wanted many at a time. Asked for each run.
   */
  takesRuns?(type: number): boolean;
  /** Whole messages of one type, with their headers: a view that is valid during the call only. */
  run?(messages: Buffer, count: number): void;
  /** Whether a large message of this type is wanted in pieces, asked at its beginning. */
  takesPieces?(type: number): boolean;
  /** A piece of a message of `length` bytes, a view that is valid during the call only. */
  piece?(length: number, bytes: Buffer, place: PiecePlace): void;
}

/**
 * Cuts the byte stream of a server into messages. A message that spans several chunks is collected in a buffer of
 * exactly its size, so that a field of 100 MB costs 100 MB here and nothing is copied twice; a receiver may take
 * a large one in pieces instead.
 */
export class MessageReader {
  private header: Buffer = Buffer.alloc(0);
  private partial: { readonly type: number; readonly body: Buffer; filled: number } | undefined;
  private passOver = 0;
  private inPieces: { readonly length: number; left: number } | undefined;

  constructor(
    private readonly receiver: MessageReceiver,
    private readonly limit: number,
  ) {}

  /** @throws Error when the bytes cannot be PostgreSQL's protocol. */
  push(chunk: Buffer): void {
    let rest = this.passOver > 0 ? this.skip(chunk) : chunk;
    if (this.inPieces && rest.length > 0) {
      rest = this.handOn(this.inPieces, rest);
    }
    if (this.partial) {
      rest = this.fill(this.partial, rest);
    }
    if (this.header.length > 0 && rest.length > 0) {
      rest = Buffer.concat([this.header, rest]);
      this.header = Buffer.alloc(0);
    }
    while (rest.length >= headerLength) {
      rest = this.receiver.takesRuns?.(rest[0] ?? 0) === true ? this.takeRun(rest) : this.take(rest);
    }
    if (rest.length > 0) {
      this.header = Buffer.from(rest);
    }
  }

  /** Consumes the whole messages of one type at the beginning of a buffer, or else the beginning of one. */
  private takeRun(data: Buffer): Buffer {
    const type = data[0];
    let end = 0;
    let count = 0;
    while (end + headerLength <= data.length && data[end] === type) {
      const next = end + 1 + data.readInt32BE(end + 1);
      if (next > data.length || next < end + headerLength) {
        break;
      }
      end = next;
      count++;
    }
    if (count === 0) {
      return this.take(data);
    }
    this.receiver.run?.(data.subarray(0, end), count);
    return data.subarray(end);
  }

  /** Consumes one message, or its beginning, from a buffer that holds at least a header. */
  private take(data: Buffer): Buffer {
    const type = data.readUInt8(0);
    const length = data.readInt32BE(1) - 4;
    if (length < 0 || type < 0x31 || type > 0x7a) {
      throw new Error('The answer is not in the language of a PostgreSQL server.');
    }
    const body = data.subarray(headerLength);
    if (length > pieceFrom && this.receiver.takesPieces?.(type) === true) {
      this.inPieces = { length, left: length };
      return this.handOn(this.inPieces, body);
    }
    if (length > this.limit) {
      this.receiver.oversized(type, length);
      this.passOver = length;
      return this.skip(body);
    }
    if (body.length >= length) {
      this.receiver.message(type, body.subarray(0, length));
      return body.subarray(length);
    }
    this.partial = { type, body: Buffer.allocUnsafe(length), filled: 0 };
    return this.fill(this.partial, body);
  }

  private fill(partial: NonNullable<typeof this.partial>, data: Buffer): Buffer {
    const copied = data.copy(partial.body, partial.filled);
    partial.filled += copied;
    if (partial.filled === partial.body.length) {
      this.partial = undefined;
      this.receiver.message(partial.type, partial.body);
    }
    return data.subarray(copied);
  }

  private handOn(message: { readonly length: number; left: number }, data: Buffer): Buffer {
    const piece = data.subarray(0, message.left);
    const isFirst = message.left === message.length;
    message.left -= piece.length;
    if (message.left === 0) {
      this.inPieces = undefined;
    }
    this.receiver.piece?.(message.length, piece, { isFirst, isLast: message.left === 0 });
    return data.subarray(piece.length);
  }

  private skip(data: Buffer): Buffer {
    const skipped = Math.min(this.passOver, data.length);
    this.passOver -= skipped;
    return data.subarray(skipped);
  }
}
