/**
 * The public API of the extension Lakehouse Postgres, version 1.
 *
 * ```ts
 * const extension = vscode.extensions.getExtension<LakehouseExports>('lakehouse-postgres.lakehouse-postgres');
 * const lakehouse = (await extension?.activate())?.getApi(1);
 * ```
 *
 * The user is asked before anything is sent to a connection, once for each extension and connection, and each time on
 * production. Statements run read-only unless the request says otherwise, which is asked about too.
 */
export interface LakehouseExports {
  /**
   * @param version the version that the caller was written for; new members may be added within it
   * @param caller who asks, where it cannot be told from the call itself
   * @throws Error for a version that does not exist
   */
  getApi(version: 1, caller?: { readonly extensionId: string }): LakehouseApi;
}

export interface LakehouseApi {
  readonly version: 1;
  /** The connections that the user has configured. Nothing is opened, and nobody is asked. */
  connections(): Promise<readonly LakehouseConnection[]>;
  /** Runs one statement on a session of its own, which is closed afterwards. @throws LakehouseError */
  query(request: LakehouseQuery): Promise<LakehouseResult>;
  /** The plan of one statement, whatever it would do is rolled back. @throws LakehouseError */
  explain(request: LakehouseExplain): Promise<LakehousePlan>;
  /** Runs one statement as `query` does, and shows it and its result to the user. @throws LakehouseError */
  openResult(request: LakehouseQuery): Promise<void>;
  /** Shows a text in a new editor that is bound to the connection. Nothing is sent. @throws LakehouseError */
  openQuery(request: Pick<LakehouseQuery, 'connection' | 'database' | 'sql'>): Promise<void>;
}

export interface LakehouseConnection {
  readonly id: string;
  readonly name: string;
  readonly environment: 'production' | 'staging' | 'development' | 'local';
  /** Statements that may write are refused on it. */
  readonly readOnly: boolean;
  /** Where it leads; undefined until the user has allowed the caller to use the connection. */
  readonly server:
    | { readonly host: string; readonly port: number; readonly database: string; readonly user: string }
    | undefined;
}

export interface LakehouseQuery {
  /** The id of a connection. */
  readonly connection: string;
  /** The connection's own database unless named. */
  readonly database?: string;
  /** Exactly one statement. */
  readonly sql: string;
  /** The values of `$1`, `$2`, …, in PostgreSQL's text form; null is NULL. */
  readonly values?: readonly (string | null)[];
  /** Stop after so many rows: 1,000 unless named, 100,000 at most. */
  readonly maxRows?: number;
  /** An abort cancels the statement on the server. */
  readonly signal?: AbortSignal;
  /** False for a statement that writes; it commits by itself. */
  readonly readOnly?: boolean;
}

export interface LakehouseExplain extends Omit<LakehouseQuery, 'values' | 'maxRows'> {
  /** Execute the statement to measure it; the user is asked where that may have effects. */
  readonly analyze?: boolean;
}

export interface LakehouseResult {
  readonly columns: readonly {
    readonly name: string;
    /** As PostgreSQL writes it, such as `numeric(15,2)`. */
    readonly type: string;
  }[];
  /** Values in PostgreSQL's own text form; null is NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** False when a limit ended the statement before its last row: 64 MB, or `maxRows`. */
  readonly complete: boolean;
  /** Such as `SELECT 42` or `INSERT 0 1`; undefined when the statement was not run to its end. */
  readonly commandTag: string | undefined;
  readonly elapsedMs: number;
}

export interface LakehousePlan {
  /** As PostgreSQL writes it, in JSON unless the statement itself names another format. */
  readonly text: string;
  readonly elapsedMs: number;
}

export interface LakehouseError extends Error {
  readonly name: 'LakehouseError';
  readonly code:
    /** The request is wrong: its message says what. */
    | 'invalid'
    /** There is no such connection. */
    | 'unknownConnection'
    /** The user does not allow it. */
    | 'notAllowed'
    /** The connection, or the request, is read-only, and the statement may write. Nothing was sent. */
    | 'refused'
    /** The connection could not be opened. */
    | 'connection'
    /** The line broke; whether the server carried the statement out is not known. */
    | 'connectionLost'
    /** The server answered with an error: see `server`. */
    | 'server'
    /** The signal was aborted, or the user cancelled. */
    | 'cancelled'
    | 'internal';
  /** What PostgreSQL said. */
  readonly server:
    | {
        /** The SQLSTATE. */
        readonly code: string;
        readonly message: string;
        readonly detail: string | undefined;
        readonly hint: string | undefined;
        /** One-based, in characters of the statement. */
        readonly position: number | undefined;
      }
    | undefined;
}
