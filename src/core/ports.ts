import type { CancelSignal } from '../base/cancelSignal';

/** A value as PostgreSQL prints it, or null. Numbers, dates and arrays never pass through a JavaScript type. */
export type Cell = string | null;

/** What is known of a server after connecting. */
export interface ServerInfo {
  /** `server_version_num`, such as 180004. */
  readonly version: number;
  /** `server_version`, such as `18.4`. */
  readonly versionText: string;
  readonly database: string;
  readonly user: string;
  /** A pooler in transaction mode stands between us and the server, so nothing may be set on the session. */
  readonly transactionPooled: boolean;
  /** A read replica, or a server that is being restored: it takes no writes until it is promoted. */
  readonly inRecovery: boolean;
}

/** One statement that reads the catalog, and how a row of its answer becomes a value. */
export interface CatalogQuery<Row> {
  /** Shown in logs, and names the query in tests. */
  readonly name: string;
  readonly text: string;
  readonly values: readonly Cell[];
  /** Closer limits than those of every catalog read, for a query that opens or reads relations of the user. */
  readonly limits?: QueryLimits;
  /** Cells come in the order of the select list. */
  readonly row: (cells: readonly Cell[]) => Row;
}

/** What the server is told before a query, in milliseconds; it then ends the query with an error. */
export interface QueryLimits {
  /** `statement_timeout` */
  readonly statement: number;
  /** `lock_timeout`: how long the query may wait for somebody else's lock. */
  readonly lock: number;
}

/**
 * Reads the catalog of one database. It runs on a connection of its own with `search_path = ''`, so a catalog query
 * must qualify every name; reads never disturb the session of an editor.
 */
export interface Database {
  readonly server: ServerInfo;
  /**
   * Runs the query and maps its rows. An abort cancels the statement on the server.
   * @throws ServerError for an error of the server, CancelledError after an abort, ConnectionLostError.
   */
  read<Row>(query: CatalogQuery<Row>, signal: CancelSignal): Promise<readonly Row[]>;
}

/** The time, for code that must be testable without waiting. */
export interface Clock {
  /** Milliseconds since an arbitrary start, never going backwards. */
  now(): number;
}
