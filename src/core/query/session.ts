import type { CancelSignal } from '../../base/cancelSignal';
import type { Event } from '../../base/emitter';
import type { CatalogQuery, Cell, ServerInfo } from '../ports';
import type { ServerMessage } from '../sql/serverError';

/** The transaction state as ReadyForQuery reports it. */
export type TransactionState = 'idle' | 'inTransaction' | 'failed';

/** What NOTIFY sent to a session that listens. */
export interface SessionNotification {
  readonly channel: string;
  readonly payload: string;
  /** The backend that sent it. */
  readonly processId: number;
}

/** A column of a result, as RowDescription reports it. */
export interface ResultColumn {
  readonly name: string;
  readonly typeOid: number;
  readonly typeModifier: number;
  /** `format_type` of the type, such as `numeric(15,2)`. */
  readonly typeName: string;
  /** The table and attribute number that the column comes from; 0 when it is computed. */
  readonly tableOid: number;
  readonly attributeNumber: number;
}

/** Receives a statement's answer while it arrives. */
export interface RowSink {
  /** Called once, before any rows, also for an answer without rows. Not called for a statement that returns none. */
  columns(columns: readonly ResultColumn[]): void;
  /** A promise holds back the server until it settles, so that memory does not grow. Calls never overlap. */
  rows(rows: readonly (readonly Cell[])[]): void | Promise<void>;
  notice(notice: ServerMessage): void;
  /**
   * Takes data of COPY … TO STDOUT as it arrives, with the number of messages that it came in: in the formats text and csv
   * one for each line. A promise holds back the server. Without this method such a statement is refused.
   */
  copyData?(bytes: Uint8Array, messages: number): void | Promise<void>;
}

/** Rows as DataRow messages, one after the other, as the server sent them: `D`, an Int32 length that counts itself, the body. */
export interface RowBlock {
  readonly bytes: Uint8Array;
  /** Rows that begin in this block, the first of them at its beginning; 0 when it only continues a row. */
  readonly rows: number;
  /** The last row goes on in the next block. */
  readonly open: boolean;
  /** Nothing else uses the memory of these bytes: whoever takes the block over may free it. */
  readonly sole?: boolean;
}

/** Receives rows as the server sent them: no value becomes a string before somebody wants to see it. */
export interface BlockSink extends Omit<RowSink, 'rows'> {
  /** Takes the blocks over. A promise holds back the server until it settles. Calls never overlap. */
  blocks(blocks: readonly RowBlock[]): void | Promise<void>;
}

export type StatementSink = RowSink | BlockSink;

export interface StatementRequest {
  /** Exactly one statement: it is sent by the extended protocol, which accepts no second one. */
  readonly text: string;
  readonly values?: readonly Cell[];
  /**
   * Stop after so many rows and close the portal; `Infinity` for all. A finite number keeps PostgreSQL from using
   * parallel workers for the statement, as every fetch in parts does.
   */
  readonly maxRows: number;
  /** Stop after so many bytes of rows, likewise. */
  readonly maxBytes?: number;
  /**
   * How to stop there. `closePortal`, the default, leaves a transaction as it is. `cancel` fetches without limit, so
   * that parallel workers can be used, and then sends a CancelRequest, which fails the transaction: only for a
   * statement whose transaction is rolled back anyway.
   */
  readonly stopBy?: 'closePortal' | 'cancel';
  /**
   * Asked once, when a cap is reached and the statement could go on: the server keeps the portal open meanwhile, and
   * with it a snapshot and locks. Without it, and where a session shares its server process, the cap ends the statement.
   */
  readonly atCap?: AskAtCap;
  /** A query of ours that answers a command of psql: it begins no transaction for the user. */
  readonly isOwn?: true;
  /**
   * What COPY … FROM STDIN gets, read no faster than the server takes it. An error of it ends the COPY, and the statement
   * fails with that error. Without it such a statement is refused.
   */
  readonly copyFrom?: AsyncIterable<Uint8Array>;
}

/** What becomes of a statement at its cap: both caps are lifted for the rest of it, or it ends there. */
export type AtCap = 'fetchAll' | 'close';

/** The signal is aborted when the answer is of no use any more, because the statement or its session has ended. */
export type AskAtCap = (ended: CancelSignal) => Promise<AtCap>;

export interface StatementOutcome {
  /** The command tag, such as `SELECT 42` or `CREATE TABLE`; undefined when the portal was closed before the end. */
  readonly commandTag: string | undefined;
  /** Rows received. */
  readonly rowCount: number;
  /** False when `maxRows` or `maxBytes` ended the run: the statement was not run to completion. */
  readonly complete: boolean;
  readonly elapsedMs: number;
}

/** What became of a request to stop. */
export type CancelOutcome =
  | { readonly kind: 'cancelled' }
  /** The statement was still waiting to be sent, and is not sent any more. */
  | { readonly kind: 'notSent' }
  | { readonly kind: 'finishedFirst' }
  | { readonly kind: 'notObeyed'; readonly reason: string };

/**
 * One backend, pinned to one editor: `SET`, temporary tables and `BEGIN` survive between runs.
 * A session never reconnects by itself; after `onDidLose` it is dead and the owner opens another.
 */
export interface Session {
  readonly server: ServerInfo;
  readonly transaction: TransactionState;
  readonly busy: boolean;
  readonly onDidChange: Event<void>;
  /** Fires once, with the sentence for the user. */
  readonly onDidLose: Event<string>;
  /** Fires for what LISTEN brings, also while the session is idle. */
  readonly onDidNotify: Event<SessionNotification>;
  /**
   * Runs one statement. An abort of the signal sends a CancelRequest and the promise rejects with CancelledError
   * when the server obeyed.
   * @throws ServerError, ConnectionLostError (never resent: see its `statementSent`), CancelledError, UserError for an
   * answer that cannot be a result (COPY, a row of more than 256 MB where rows become strings); the session stays usable
   * then.
   */
  execute(request: StatementRequest, sink: StatementSink, signal: CancelSignal): Promise<StatementOutcome>;
  /**
   * The types of a statement's parameters, by oid, as the server infers them. Nothing is executed.
   * @throws ServerError when it is not understood, which fails an open transaction; ConnectionLostError, UserError
   */
  parameterTypes(text: string): Promise<readonly number[]>;
  /** Sends a CancelRequest for the running statement and reports whether the server obeyed within the deadline. */
  cancel(): Promise<CancelOutcome>;
  /**
   * Reads something about this very backend over another line to the same server, as the login role. Undefined where the
   * backend is not known: behind a pooler, and in the sandbox.
   * @throws as `Database.read`
   */
  readAboutBackend<Row>(
    query: (processId: number) => CatalogQuery<Row>,
    signal: CancelSignal,
  ): Promise<readonly Row[] | undefined>;
  /** Cuts the line; on a server that allows it, also terminates the backend. */
  terminate(): Promise<void>;
  close(): Promise<void>;
}
