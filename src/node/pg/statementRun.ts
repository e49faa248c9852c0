import { serialize } from 'pg-protocol';
import { Deferred } from '../../base/deferred';
import { CancelledError } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { Cell } from '../../core/ports';
import type { StatementOutcome, StatementRequest, StatementSink } from '../../core/query/session';
import { type ConnectionLostError, ServerError, type ServerMessage } from '../../core/sql/serverError';
import type { Backend, Exchange } from './backend';
import { batchBytes, deliverBytes, firstBatchRows, maxBatchRows, maxRowBytes } from './sizes';
import { RowOutlet } from './rowOutlet';
import type { TypeNames } from './typeNames';
import { forEachRow, rowHeader } from './wire/forEachRow';
import type { PiecePlace } from './wire/messageReader';
import {
  decodeCommandTag,
  decodeDataRow,
  decodeRowDescription,
  decodeServerMessage,
  type FieldDescription,
  messageType,
} from './wire/backendMessages';

const typesPortal = 'lakehouse types';

/**
 * One statement by the extended protocol: Parse, Bind, Describe, then Execute in batches, and Sync at the end. The names
 * of types that are not built in are asked for between two batches, inside the same implicit transaction, so that types
 * which nobody else can see yet have names too.
 */
export class StatementRun implements Exchange {
  readonly sendsStatement = true;
  private readonly outcome = new Deferred<StatementOutcome>();
  private readonly startedAt = performance.now();
  private readonly outlet: RowOutlet;
  private fields: readonly FieldDescription[] | undefined;
  private phase: 'rows' | 'types' | 'ending' = 'rows';
  private typeAnswers: Cell[] = [];
  private afterTypes: (() => void) | undefined;
  private failure: Error | undefined;
  private commandTag: string | undefined;
  private complete = true;
  private rowCount = 0;
  private byteCount = 0;
  private fetches = 0;
  /** The row that arrives in pieces is beyond the cap. */
  private passesOver = false;

  /** Set when somebody asked the server to stop this statement. */
  cancelRequested = false;

  constructor(
    private readonly backend: Backend,
    private readonly request: StatementRequest,
    private readonly sink: StatementSink,
    private readonly services: {
      readonly types: TypeNames;
      /** Asks the server to stop, because what still comes is of no use. */
      readonly stop: () => void;
    },
  ) {
    this.outlet = new RowOutlet(sink, backend, (error) => this.abandon(error));
  }

  /** @throws as `Session.execute` */
  start(): Promise<StatementOutcome> {
    const { text, values = [] } = this.request;
    if (text.includes('\0') || values.some((value) => value?.includes('\0'))) {
      throw new UserError(
        'The statement holds a character with code zero, which PostgreSQL cannot take. Remove it.',
      );
    }
    const { takesTurns } = this.backend;
    this.backend.begin(
      this,
      serialize.parse({ text }),
      serialize.bind({ values: [...values] }),
      serialize.describe({ type: 'P' }),
      this.nextExecute(),
      takesTurns ? serialize.sync() : serialize.flush(),
    );
    if (takesTurns) {
      this.phase = 'ending';
    }
    return this.outcome.promise;
  }

  message(type: number, body: Buffer): void {
    switch (type) {
      case messageType.rowDescription:
        this.describe(decodeRowDescription(body));
        break;
      case messageType.dataRow:
        this.receiveRow(body);
        break;
      case messageType.portalSuspended:
        this.suspend();
        break;
      case messageType.commandComplete:
        this.completeCommand(decodeCommandTag(body));
        break;
      case messageType.emptyQuery:
        this.commandTag = '';
        this.sync();
        break;
      case messageType.copyIn:
        this.refuseCopyIn();
        break;
      case messageType.copyOut:
      case messageType.copyBoth:
        this.abandon(new UserError(copyOutSentence));
        break;
      case messageType.error:
        this.failure ??= new ServerError(decodeServerMessage(body));
        this.sync();
        break;
      default:
        break;
    }
  }

  oversized(length: number): void {
    const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
    this.abandon(
      new UserError(
        `Row ${this.rowCount + 1} of the result has ${megabytes(length)} MB, more than the ${megabytes(maxRowBytes)} MB that can be shown. ` +
          'Select less of it, for example with left() or substring().',
      ),
    );
  }

  get takesBytes(): boolean {
    return this.outlet.takesBytes && this.phase === 'rows';
  }

  run(messages: Buffer, count: number): void {
    const { maxRows, maxBytes = Infinity } = this.request;
    if (this.failure || this.rowCount + count > maxRows || this.byteCount + messages.length > maxBytes) {
      forEachRow(messages, (body) => this.receiveRow(body));
      return;
    }
    this.rowCount += count;
    this.byteCount += messages.length;
    this.outlet.addRun(messages, count);
    if (this.outlet.bytes >= deliverBytes) {
      this.outlet.flush();
    }
  }

  piece(length: number, bytes: Buffer, place: PiecePlace): void {
    if (place.isFirst) {
      this.passesOver = this.failure !== undefined || !this.hasRoom();
      if (this.passesOver) {
        this.stopAtCap();
        return;
      }
      this.rowCount++;
    }
    if (!this.passesOver && !this.failure) {
      this.byteCount += bytes.length;
      this.outlet.addPiece(length, bytes, place);
      this.outlet.flush();
    }
  }

  notice(notice: ServerMessage): void {
    this.sink.notice(notice);
  }

  ready(): void {
    if (this.backend.takesTurns && !this.failure && this.missingTypes.length > 0) {
      this.askTypes();
      return;
    }
    this.outlet.whenIdle(() => this.settle());
  }

  lost(error: ConnectionLostError): void {
    this.outcome.reject(error);
  }

  private settle(): void {
    const { failure } = this;
    if (failure instanceof ServerError && failure.code === '57014' && this.cancelRequested) {
      this.outcome.reject(new CancelledError('The statement was cancelled.'));
    } else if (failure && !this.stoppedAtCap(failure)) {
      this.outcome.reject(failure);
    } else {
      const { commandTag, rowCount, complete } = this;
      this.outcome.resolve({ commandTag, rowCount, complete, elapsedMs: performance.now() - this.startedAt });
    }
  }

  private stoppedAtCap(failure: Error): boolean {
    const cancelled = failure instanceof ServerError && failure.code === '57014';
    return cancelled && !this.complete && this.request.stopBy === 'cancel';
  }

  private describe(fields: readonly FieldDescription[]): void {
    this.fields = fields;
    if (this.services.types.knows(fields)) {
      this.announce(fields);
    }
  }

  private announce(fields: readonly FieldDescription[]): void {
    const columns = fields.map(({ name, typeOid, typeModifier, tableOid, attributeNumber }) => ({
      name,
      typeOid,
      typeModifier,
      typeName: this.services.types.name(typeOid, typeModifier),
      tableOid,
      attributeNumber,
    }));
    this.outlet.open(columns);
  }

  private receiveRow(body: Buffer): void {
    if (this.phase === 'types') {
      this.typeAnswers.push(...decodeDataRow(body, this.backend.decode));
      return;
    }
    if (this.failure || !this.hasRoom()) {
      this.stopAtCap();
      return;
    }
    this.rowCount++;
    this.byteCount += rowHeader + body.length;
    this.outlet.add(body);
    if (this.outlet.bytes >= deliverBytes) {
      this.outlet.flush();
    }
  }

  private stopAtCap(): void {
    const first = this.complete;
    this.complete = false;
    if (first && !this.failure && this.request.stopBy === 'cancel') {
      this.services.stop();
    }
  }

  private hasRoom(): boolean {
    const { maxRows, maxBytes = Infinity } = this.request;
    return this.rowCount < maxRows && this.byteCount < maxBytes;
  }

  private completeCommand(tag: string): void {
    if (this.phase === 'types') {
      this.learnTypes();
      return;
    }
    if (this.backend.takesTurns) {
      this.commandTag = this.complete ? tag : undefined;
      return;
    }
    // The server counts the rows of the last Execute only.
    this.commandTag = this.fetches > 1 ? tag.replace(/\d+$/, String(this.rowCount)) : tag;
    this.afterNames(() => this.sync());
  }

  /** Continues once the columns have their names. */
  private afterNames(next: () => void): void {
    if (this.missingTypes.length === 0) {
      this.outlet.flush();
      next();
      return;
    }
    this.afterTypes = next;
    this.askTypes();
  }

  private get missingTypes(): ReturnType<TypeNames['unknown']> {
    return this.fields && !this.outlet.isOpen ? this.services.types.unknown(this.fields) : [];
  }

  private askTypes(): void {
    const missing = this.missingTypes;
    this.phase = 'types';
    const list = (values: readonly number[]) => `{${values.join(',')}}`;
    const question = [
      serialize.parse({ text: this.services.types.query }),
      serialize.bind({
        portal: typesPortal,
        values: [list(missing.map((each) => each.typeOid)), list(missing.map((each) => each.typeModifier))],
      }),
      serialize.execute({ portal: typesPortal }),
    ];
    if (this.backend.takesTurns) {
      this.backend.begin(this, ...question, serialize.sync());
    } else {
      this.backend.send(...question, serialize.flush());
    }
  }

  private learnTypes(): void {
    const fields = this.fields ?? [];
    this.services.types.learn(this.services.types.unknown(fields), this.typeAnswers);
    this.phase = 'rows';
    this.announce(fields);
    this.outlet.flush();
    this.afterTypes?.();
  }

  private suspend(): void {
    if (this.backend.takesTurns) {
      // The end of the exchange was sent with the question, and closes the portal.
      this.complete = false;
    } else {
      this.afterNames(() => this.continueOrClose());
    }
  }

  private continueOrClose(): void {
    if (this.failure || !this.hasRoom() || !this.complete) {
      this.closePortal();
      return;
    }
    this.outlet.whenIdle(() => this.backend.send(this.nextExecute(), serialize.flush()));
  }

  private closePortal(): void {
    this.complete = false;
    this.sync(serialize.close({ type: 'P' }));
  }

  /** One row more than wanted tells a result that ends just there from one that goes on. */
  private nextExecute(): Buffer {
    const { maxRows, maxBytes, stopBy } = this.request;
    this.fetches++;
    const unlimited = !Number.isFinite(maxRows) && maxBytes === undefined;
    if (this.backend.takesTurns) {
      return serialize.execute(Number.isFinite(maxRows) ? { portal: '', rows: maxRows + 1 } : {});
    }
    if (unlimited || stopBy === 'cancel') {
      return serialize.execute();
    }
    const batch =
      this.rowCount === 0
        ? firstBatchRows
        : Math.max(1, Math.floor(batchBytes / Math.max(1, this.byteCount / this.rowCount)));
    return serialize.execute({
      portal: '',
      rows: Math.min(batch, maxRows - this.rowCount + 1, maxBatchRows),
    });
  }

  private refuseCopyIn(): void {
    this.failure ??= new UserError(copyInSentence);
    if (this.backend.takesTurns) {
      return;
    }
    this.backend.send(serialize.copyFail('Lakehouse Postgres does not send data for COPY.'));
  }

  /** What still comes is passed over; the session stays usable. */
  private abandon(error: Error): void {
    if (!this.failure) {
      this.failure = error;
      this.outlet.discard();
      this.services.stop();
    }
  }

  private sync(...before: readonly Buffer[]): void {
    if (this.phase !== 'ending') {
      this.phase = 'ending';
      this.backend.send(...before, serialize.sync());
    }
  }
}

const copyOutSentence =
  'COPY … TO STDOUT sends the content of a file, which is no table of results. Run the SELECT and export its result, or use \\copy in psql.';
const copyInSentence =
  'COPY … FROM STDIN waits for data that an editor cannot send, so nothing was copied. Use \\copy in psql.';
