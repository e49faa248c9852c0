import { serialize } from 'pg-protocol';
import { Deferred } from '../../base/deferred';
import { CancelledError } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { Cell } from '../../core/ports';
import type { StatementOutcome, StatementRequest, StatementSink } from '../../core/query/session';
import { type ConnectionLostError, ServerError, type ServerMessage } from '../../core/sql/serverError';
import type { Backend, Exchange } from './backend';
import { CopyTransfer } from './copyTransfer';
import { closeAtCap, PortalHold, stopStatementTimeout } from './portalHold';
import { RowOutlet } from './rowOutlet';
import { RowTally } from './rowTally';
import { oversizedSentence } from './sizes';
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
  private phase: 'rows' | 'types' | 'resting' | 'ending' = 'rows';
  private typeAnswers: Cell[] = [];
  private afterTypes: (() => void) | undefined;
  private failure: Error | undefined;
  private commandTag: string | undefined;
  private complete = true;
  private readonly tally: RowTally;
  private fetches = 0;
  private readonly held = new PortalHold();
  private readonly copy: CopyTransfer;
  /** The row that arrives in pieces is beyond the cap. */
  private passesOver = false;

  /** Set when somebody asked the server to stop: a request that arrives between two fetches finds nothing to cancel. */
  cancelAgain: (() => void) | undefined;

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
    this.tally = new RowTally(request);
    this.outlet = new RowOutlet(sink, backend, (error) => this.abandon(error));
    const failed = (error: Error) => (this.failure ??= error);
    const abandon = (error: Error) => this.abandon(error);
    this.copy = new CopyTransfer({ backend, request, sink, failed, abandon });
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
        this.copy.beginIn();
        break;
      case messageType.copyOut:
      case messageType.copyBoth:
        this.copy.beginOut();
        break;
      case messageType.copyData:
        this.copy.add(body);
        break;
      case messageType.error:
        this.fail(decodeServerMessage(body));
        break;
      default:
        break;
    }
  }

  oversized(length: number): void {
    this.abandon(new UserError(oversizedSentence(this.tally.rows + 1, length)));
  }

  /** The server waits for us. */
  get isHeld(): boolean {
    return this.held.isOpen;
  }

  get takesBytes(): boolean {
    return this.copy.isOut || (this.outlet.takesBytes && this.phase === 'rows');
  }

  run(messages: Buffer, count: number): void {
    if (this.copy.isOut) {
      this.copy.addRun(messages, count);
      return;
    }
    if (this.failure || !this.tally.takeRun(count, messages.length)) {
      forEachRow(messages, (body) => this.receiveRow(body));
      return;
    }
    this.outlet.addRun(messages, count);
  }

  piece(length: number, bytes: Buffer, place: PiecePlace): void {
    if (this.copy.isOut) {
      this.copy.addPiece(length, bytes, place);
      return;
    }
    if (place.isFirst) {
      this.passesOver = this.failure !== undefined || !this.tally.takeRow(0);
      if (this.passesOver) {
        this.stopAtCap();
        return;
      }
    }
    if (!this.passesOver && !this.failure) {
      this.tally.addBytes(bytes.length);
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
    this.outlet.whenIdle(() => this.copy.whenIdle(() => this.settle()));
  }

  lost(error: ConnectionLostError): void {
    this.held.end();
    this.outcome.reject(error);
  }

  private settle(): void {
    const { failure } = this;
    if (failure instanceof ServerError && failure.code === '57014' && this.cancelAgain) {
      this.outcome.reject(new CancelledError('The statement was cancelled.'));
    } else if (failure && !this.stoppedAtCap(failure)) {
      this.outcome.reject(failure);
    } else {
      const { commandTag, complete } = this;
      const elapsedMs = performance.now() - this.startedAt - this.held.milliseconds;
      this.outcome.resolve({ commandTag, rowCount: this.tally.rows, complete, elapsedMs });
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
    if (this.failure || !this.tally.takeRow(rowHeader + body.length)) {
      this.stopAtCap(body);
      return;
    }
    this.outlet.add(body);
  }

  /** A portal that was held had brought what was wanted: its end is no failure. */
  private fail(message: ServerMessage): void {
    this.copy.stop();
    if (this.held.isOpen) {
      this.held.end();
      this.sink.notice(message);
    } else {
      this.failure ??= new ServerError(message);
    }
    this.sync();
  }

  private stopAtCap(body?: Buffer): void {
    const first = this.complete;
    this.complete = false;
    this.tally.passOver(body);
    if (first && !this.failure && this.request.stopBy === 'cancel') {
      this.services.stop();
    }
  }

  private completeCommand(tag: string): void {
    if (this.phase === 'types') {
      this.learnTypes();
      return;
    }
    if (this.phase === 'resting') {
      this.hold();
      return;
    }
    if (this.backend.takesTurns) {
      this.commandTag = this.complete ? tag : undefined;
      return;
    }
    // The server counts the rows of the last Execute only.
    this.commandTag = this.fetches > 1 ? tag.replace(/\d+$/, String(this.tally.rows)) : tag;
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
    if (this.failure) {
      this.closePortal();
    } else if (!this.tally.isFull) {
      this.outlet.whenIdle(() => this.fetchMore());
    } else if (this.request.atCap && this.tally.canGoOn) {
      this.phase = 'resting';
      this.outlet.whenIdle(() => this.backend.send(...stopStatementTimeout));
    } else {
      this.closePortal();
    }
  }

  private fetchMore(): void {
    this.backend.send(this.nextExecute(), serialize.flush());
    this.cancelAgain?.();
  }

  private hold(): void {
    this.phase = 'rows';
    this.held.begin(this.request.atCap ?? closeAtCap, (said) =>
      said === 'fetchAll' ? this.fetchAll() : this.closePortal(),
    );
  }

  private fetchAll(): void {
    const surplus = this.tally.lift();
    this.complete = true;
    if (surplus) {
      this.receiveRow(surplus);
    }
    this.outlet.whenIdle(() => this.fetchMore());
  }

  private closePortal(): void {
    this.complete = false;
    this.sync(serialize.close({ type: 'P' }));
  }

  /** One row more than wanted tells a result that ends just there from one that goes on. */
  private nextExecute(): Buffer {
    const { tally } = this;
    this.fetches++;
    if (this.backend.takesTurns) {
      return serialize.execute(Number.isFinite(tally.rowCap) ? { portal: '', rows: tally.rowCap + 1 } : {});
    }
    if (tally.isUnlimited || this.request.stopBy === 'cancel') {
      return serialize.execute();
    }
    return serialize.execute({ portal: '', rows: tally.nextBatch() });
  }

  /** What still comes is passed over; the session stays usable. */
  private abandon(error: Error): void {
    if (!this.failure) {
      this.failure = error;
      this.outlet.discard();
      this.copy.discard();
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
