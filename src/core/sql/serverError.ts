/**
 * The fields of an ErrorResponse or NoticeResponse that a person or a program can use.
 * Source: PostgreSQL manual, "Error and Notice Message Fields".
 */
export interface ServerMessage {
  /** ERROR, FATAL, PANIC, WARNING, NOTICE, DEBUG, INFO or LOG, never translated. */
  readonly severity: string;
  /** The SQLSTATE. */
  readonly code: string;
  readonly message: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  /** One-based, in characters (code points) of the statement that was sent. */
  readonly position: number | undefined;
  /** One-based, in characters of `internalQuery`. */
  readonly internalPosition: number | undefined;
  readonly internalQuery: string | undefined;
  readonly where: string | undefined;
  readonly schema: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
  readonly dataType: string | undefined;
  readonly constraint: string | undefined;
  /** The function in the server's source that reported it, such as `aclcheck_error`; never translated. */
  readonly routine?: string;
}

/** An error that the server reported. */
export class ServerError extends Error {
  constructor(readonly fields: ServerMessage) {
    super(fields.message);
    this.name = 'ServerError';
  }

  get code(): string {
    return this.fields.code;
  }
}

/** The line to the server is gone: what the session held (temporary tables, settings, a transaction) is lost. */
export class ConnectionLostError extends Error {
  /**
   * Whether a statement was under way. If so, the server may or may not have carried it out, so it must not be sent
   * again; if not, it may be run on a new session.
   */
  readonly statementSent: boolean;

  constructor(message: string, options: { readonly cause?: unknown; readonly statementSent?: boolean } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ConnectionLostError';
    this.statementSent = options.statementSent ?? false;
  }
}

/** A message of our own, in the form of the server's. */
export function localNotice(severity: string, code: string, message: string): ServerMessage {
  return {
    severity,
    code,
    message,
    detail: undefined,
    hint: undefined,
    position: undefined,
    internalPosition: undefined,
    internalQuery: undefined,
    where: undefined,
    schema: undefined,
    table: undefined,
    column: undefined,
    dataType: undefined,
    constraint: undefined,
  };
}
