import { serialize } from 'pg-protocol';
import { Emitter } from '../../base/emitter';
import type { ConnectTarget } from '../../core/connections/connectFailure';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { poolerReason, poolerTrouble } from '../../core/connections/poolerMessages';
import type { SessionNotification, TransactionState } from '../../core/query/session';
import { ConnectionLostError, ServerError, type ServerMessage } from '../../core/sql/serverError';
import { closeGrace } from './deadlines';
import type { LoggedIn, LoginMethod } from './login';
import {
  type Decode,
  decodeNotification,
  decodeParameterStatus,
  decodeServerMessage,
  decodeTransactionState,
  messageType,
} from './wire/backendMessages';
import { decodeText } from './wire/decodeText';
import type { PiecePlace } from './wire/messageReader';
import type { Wire, WireListener } from './wire/wire';

/** One request and its answer, up to ReadyForQuery. */
export interface Exchange {
  /** Whether a loss of the line leaves it open if the server did something. */
  readonly sendsStatement: boolean;
  message(type: number, body: Buffer): void;
  oversized(length: number): void;
  /** Whether rows may come as they arrive: many at a time, and a large one in pieces. */
  readonly takesBytes?: boolean;
  /** DataRow or CopyData messages, with their headers. */
  run?(messages: Buffer, count: number): void;
  /** A piece of such a message of `length` bytes. */
  piece?(length: number, bytes: Buffer, place: PiecePlace): void;
  notice(notice: ServerMessage): void;
  /** The server waits for the next request; the backend is free when this is called. */
  ready(): void;
  /** The line is gone; nothing follows. */
  lost(error: ConnectionLostError): void;
}

/**
 * A logged-in line to one server process. It speaks the extended protocol only: there is no way to send several
 * statements in one message.
 */
export class Backend implements WireListener {
  private readonly changed = new Emitter<void>();
  private readonly lostEmitter = new Emitter<string>();
  private readonly notified = new Emitter<SessionNotification>();
  private readonly wire: Wire;
  private exchange: Exchange | undefined;
  private state: TransactionState;
  private lostError: ConnectionLostError | undefined;
  private farewell: ServerMessage | undefined;
  private closing = false;
  private heldBack = false;

  /** The transaction state or a parameter changed. */
  readonly onDidChange = this.changed.event;
  /** Fires once, unless `close` was called before. */
  readonly onDidLose = this.lostEmitter.event;
  /** Something arrived on a channel that the session listens to; at any time, also between statements. */
  readonly onDidNotify = this.notified.event;
  readonly parameters: ReadonlyMap<string, string>;
  readonly key: LoggedIn['key'];
  readonly method: LoginMethod;

  constructor(
    login: LoggedIn,
    readonly target: ConnectTarget & Pick<ConnectionProfile, 'sandbox'>,
  ) {
    this.wire = login.wire;
    this.parameters = login.parameters;
    this.key = login.key;
    this.method = login.method;
    this.state = login.transaction;
    this.wire.setListener(this);
  }

  get transaction(): TransactionState {
    return this.state;
  }

  get busy(): boolean {
    return this.exchange !== undefined;
  }

  get isOpen(): boolean {
    return this.wire.isOpen && !this.closing;
  }

  /** Other clients wait for the same backend, so an exchange must end by itself, and a statement cannot be cancelled alone. */
  get takesTurns(): boolean {
    return this.target.sandbox === true;
  }

  /** When the last byte arrived, by `performance.now()`. */
  get lastByteAt(): number {
    return this.wire.lastByteAt;
  }

  /** Begins an exchange. @throws ConnectionLostError when the line is gone already. */
  begin(exchange: Exchange, ...messages: readonly Buffer[]): void {
    if (this.exchange) {
      throw new Error('The session is still busy with another statement.');
    }
    if (!this.isOpen) {
      throw this.lostError ?? this.describeLoss(new Error('The connection was closed.'), false);
    }
    this.exchange = exchange;
    this.wire.send(...messages);
    this.changed.fire();
  }

  send(...messages: readonly Buffer[]): void {
    this.wire.send(...messages);
  }

  /** Sends data, and answers when the line takes more. */
  sendData(data: Buffer): void | Promise<void> {
    return this.wire.sendData(data);
  }

  /** Holds the server back while somebody downstream is busy. */
  pause(): void {
    this.heldBack = true;
    this.wire.pause();
  }

  resume(): void {
    this.heldBack = false;
    this.wire.resume();
  }

  /** Whether silence is our own doing. */
  get isHeldBack(): boolean {
    return this.heldBack;
  }

  /** Text as it is meant: `client_encoding` is UTF8, or SQL_ASCII where bytes may be anything. */
  readonly decode: Decode = (bytes, start, end) =>
    this.parameters.get('client_encoding') === 'UTF8'
      ? bytes.toString('utf8', start, end)
      : decodeText(bytes.subarray(start, end));

  /** Ends the line now, as lost for the given reason. */
  cut(reason: string): void {
    this.wire.cut(new Error(reason));
  }

  /** Says goodbye and ends the line. Does not fail. */
  close(): Promise<void> {
    this.closing = true;
    const { socket } = this.wire;
    return new Promise((resolve) => {
      if (socket.destroyed) {
        resolve();
        return;
      }
      const timer = setTimeout(() => socket.destroy(), closeGrace);
      socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      socket.resume();
      socket.end(serialize.end());
    });
  }

  message(type: number, body: Buffer): void {
    switch (type) {
      case messageType.readyForQuery:
        this.finishExchange(decodeTransactionState(body));
        break;
      case messageType.parameterStatus: {
        const { name, value } = decodeParameterStatus(body);
        (this.parameters as Map<string, string>).set(name, value);
        this.changed.fire();
        break;
      }
      case messageType.notice:
        this.exchange?.notice(decodeServerMessage(body));
        break;
      case messageType.notification:
        this.notified.fire(decodeNotification(body));
        break;
      case messageType.error:
        this.rememberFarewell(decodeServerMessage(body));
        this.exchange?.message(type, body);
        break;
      default:
        this.exchange?.message(type, body);
    }
  }

  takesRuns(type: number): boolean {
    return (
      (type === messageType.dataRow || type === messageType.copyData) && this.exchange?.takesBytes === true
    );
  }

  run(messages: Buffer, count: number): void {
    this.exchange?.run?.(messages, count);
  }

  takesPieces(type: number): boolean {
    return this.takesRuns(type);
  }

  piece(length: number, bytes: Buffer, place: PiecePlace): void {
    this.exchange?.piece?.(length, bytes, place);
  }

  oversized(_type: number, length: number): void {
    this.exchange?.oversized(length);
  }

  closed(reason: Error): void {
    const { exchange } = this;
    this.exchange = undefined;
    const error = this.describeLoss(reason, exchange?.sendsStatement ?? false);
    this.lostError = error;
    exchange?.lost(error);
    if (!this.closing) {
      this.lostEmitter.fire(error.message);
    }
    this.changed.fire();
  }

  private finishExchange(state: TransactionState): void {
    const { exchange } = this;
    this.state = state;
    this.exchange = undefined;
    exchange?.ready();
    this.changed.fire();
  }

  private rememberFarewell(fields: ServerMessage): void {
    if (fields.severity === 'FATAL' || fields.severity === 'PANIC') {
      this.farewell = fields;
    }
  }

  private describeLoss(reason: Error, statementSent: boolean): ConnectionLostError {
    const { host, port, database } = this.target;
    const why =
      (this.farewell && poolerReason(this.farewell.message)) ?? this.farewell?.message ?? reason.message;
    const end = /[.!?]$/.test(why) ? '' : '.';
    // A statement that found no server connection has reached no server.
    const reached = this.farewell === undefined || poolerTrouble(this.farewell.message) !== 'poolerBusy';
    const cause = this.farewell ? new ServerError(this.farewell) : reason;
    return new ConnectionLostError(
      `The connection to database ${database} at ${host}:${port} was lost: ${why}${end} ` +
        'What its session held (an open transaction, temporary tables, settings) is gone.',
      { cause, statementSent: statementSent && reached },
    );
  }
}
