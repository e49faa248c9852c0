import { serialize } from 'pg-protocol';
import { UserError } from '../../base/userError';
import type { StatementRequest, StatementSink } from '../../core/query/session';
import type { Backend } from './backend';
import type { RowBatch } from './rowBatch';
import { RowOutlet } from './rowOutlet';
import { rowHeader } from './wire/forEachRow';
import type { PiecePlace } from './wire/messageReader';

const copyOutSentence =
  'COPY … TO STDOUT sends the content of a file, which is no table of results. Choose Export Query to File, or run the SELECT.';
const copyInSentence =
  'COPY … FROM STDIN waits for data that an editor cannot send, so nothing was copied. Choose Import File, or use \\copy in psql.';
const sharedSentence = 'The sandbox takes no data by COPY … FROM STDIN, so nothing was copied.';

export interface CopyParts {
  readonly backend: Backend;
  readonly request: StatementRequest;
  readonly sink: StatementSink;
  /** The statement fails with this error; the server is told already. */
  readonly failed: (error: Error) => void;
  /** The same, and the server is to be stopped. */
  readonly abandon: (error: Error) => void;
}

/** What COPY does to a statement: data that goes either way instead of rows. */
export class CopyTransfer {
  private outlet: RowOutlet | undefined;
  private source: CopySource | undefined;
  private discarding = false;

  constructor(private readonly parts: CopyParts) {}

  /** Data arrive. */
  get isOut(): boolean {
    return this.outlet !== undefined;
  }

  beginOut(): void {
    const { sink, backend, abandon } = this.parts;
    if (!sink.copyData) {
      abandon(new UserError(copyOutSentence));
      return;
    }
    const batch = new CopyBatch((bytes, messages) => sink.copyData?.(bytes, messages));
    this.outlet = new RowOutlet(sink, backend, abandon, batch);
  }

  beginIn(): void {
    const { backend, request, failed } = this.parts;
    if (request.copyFrom && !backend.takesTurns) {
      this.source = new CopySource(backend, request.copyFrom);
      void this.source.pump().then((error) => error && failed(error));
      return;
    }
    failed(new UserError(request.copyFrom ? sharedSentence : copyInSentence));
    if (!backend.takesTurns) {
      backend.send(serialize.copyFail('Lakehouse Postgres does not send data for COPY.'));
    }
  }

  add(body: Buffer): void {
    if (!this.discarding) {
      this.outlet?.add(body);
    }
  }

  addRun(messages: Buffer, count: number): void {
    if (!this.discarding) {
      this.outlet?.addRun(messages, count);
    }
  }

  addPiece(length: number, bytes: Buffer, place: PiecePlace): void {
    if (!this.discarding) {
      this.outlet?.addPiece(length, bytes, place);
      this.outlet?.flush();
    }
  }

  /** The server wants no more data. */
  stop(): void {
    this.source?.stop();
  }

  /** Drops what waits and what comes. */
  discard(): void {
    this.discarding = true;
    this.outlet?.discard();
  }

  /** Runs `next` when the sink has taken everything. */
  whenIdle(next: () => void): void {
    if (this.outlet) {
      this.outlet.whenIdle(next);
    } else {
      next();
    }
  }
}

type TakeData = NonNullable<StatementSink['copyData']>;

/** Collects what CopyData messages hold, and hands it on. */
class CopyBatch implements RowBatch {
  private parts: Buffer[] = [];
  private messages = 0;
  bytes = 0;

  constructor(private readonly take: TakeData) {}

  add(body: Buffer): void {
    this.keep(Buffer.from(body), 1);
  }

  addRun(messages: Buffer, count: number): void {
    const data = Buffer.allocUnsafe(messages.length - count * rowHeader);
    let end = 0;
    for (let at = 0; at < messages.length;) {
      const next = at + 1 + messages.readInt32BE(at + 1);
      end += messages.copy(data, end, at + rowHeader, next);
      at = next;
    }
    this.keep(data, count);
  }

  addPiece(_length: number, bytes: Buffer, { isLast }: PiecePlace): void {
    this.keep(Buffer.from(bytes), isLast ? 1 : 0);
  }

  deliver(): void | Promise<void> {
    const { parts, messages } = this;
    this.drop();
    const [only, ...others] = parts;
    return this.take(only && others.length === 0 ? only : Buffer.concat(parts), messages);
  }

  drop(): void {
    this.parts = [];
    this.messages = 0;
    this.bytes = 0;
  }

  private keep(part: Buffer, messages: number): void {
    this.parts.push(part);
    this.bytes += part.length;
    this.messages += messages;
  }
}

/** Sends what a source gives as the data of COPY … FROM STDIN, no faster than the server takes it. */
class CopySource {
  private ended = false;

  constructor(
    private readonly backend: Backend,
    private readonly source: AsyncIterable<Uint8Array>,
  ) {}

  /** Answers with the error of the source, which ends the COPY; undefined when all was sent or the server wants no more. */
  async pump(): Promise<Error | undefined> {
    try {
      for await (const bytes of this.source) {
        if (this.ended || !this.backend.isOpen) {
          return undefined;
        }
        const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
        await this.backend.sendData(serialize.copyData(data));
      }
      this.finish(serialize.copyDone());
      return undefined;
    } catch (error) {
      this.finish(serialize.copyFail('The client gave up.'));
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  stop(): void {
    this.ended = true;
  }

  private finish(last: Buffer): void {
    if (!this.ended) {
      this.ended = true;
      this.backend.send(last, serialize.flush());
    }
  }
}
