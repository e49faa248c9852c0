import { type CancelSignal, neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { Cell } from '../ports';
import { ignoreRows } from '../query/ignoreRows';
import type { RowSink, Session } from '../query/session';
import { codePointsFromUtf16 } from '../sql/positions';
import { quoteIdentifier } from '../sql/quote';
import { ConnectionLostError, ServerError, type ServerMessage } from '../sql/serverError';
import type { ExplainRequest } from './explainRequest';

/** How an EXPLAIN is limited. */
export interface ExplainLimits {
  /** Milliseconds, for this statement only; undefined leaves the session's own limit. */
  readonly statementTimeoutMs?: number;
}

export interface ExplainAnswer {
  /** The answer as the server wrote it. */
  readonly text: string;
  readonly elapsedMs: number;
  readonly notices: readonly ServerMessage[];
}

/**
 * Sends an EXPLAIN and takes back whatever it did: in a transaction of its own that is rolled back, or inside the user's
 * open transaction in a savepoint that is rolled back. The same works behind a pooler in transaction mode, because
 * nothing is set on the session.
 *
 * Invariant: the session is afterwards in the transaction state in which it was before, whatever happened, or it is ended.
 * @throws ServerError with the position in `request.text`, CancelledError, ConnectionLostError, UserError
 */
export async function runExplain(
  session: Session,
  request: ExplainRequest,
  signal: CancelSignal,
  limits: ExplainLimits = {},
): Promise<ExplainAnswer> {
  signal.throwIfAborted();
  const enclosure = enclosureFor(session, request);
  await control(session, enclosure.enter);
  try {
    if (request.readOnly) {
      await makeSureOfReadOnly(session);
    }
    if (limits.statementTimeoutMs !== undefined) {
      await control(session, `SET LOCAL statement_timeout = ${Math.round(limits.statementTimeoutMs)}`);
    }
    if (request.role !== undefined) {
      await control(session, `SET LOCAL ROLE ${quoteIdentifier(request.role)}`);
    }
    for (const { name, value } of request.settings ?? []) {
      await control(session, 'SELECT pg_catalog.set_config($1, $2, true)', [name, value]);
    }
    return await (request.generic ? explainGeneric : explain)(session, request, signal);
  } finally {
    await leave(session, enclosure);
  }
}

/** What is sent around the EXPLAIN. */
interface Enclosure {
  readonly enter: string;
  readonly leave: readonly string[];
}

function enclosureFor(session: Session, request: ExplainRequest): Enclosure {
  switch (session.transaction) {
    case 'idle':
      return {
        enter: request.readOnly ? 'BEGIN READ ONLY' : 'BEGIN',
        leave: ['ROLLBACK'],
      };
    case 'inTransaction':
      return {
        enter: 'SAVEPOINT lakehouse_explain',
        leave: ['ROLLBACK TO SAVEPOINT lakehouse_explain', 'RELEASE SAVEPOINT lakehouse_explain'],
      };
    case 'failed':
      throw new UserError(
        'The open transaction of this session has failed, so nothing can be explained in it. Run ROLLBACK first.',
      );
  }
}

/**
 * A snapshot is taken, so that the transaction cannot be made READ WRITE any more, and literals are read as the check of
 * the statement read them. An open transaction must be read-only already.
 */
async function makeSureOfReadOnly(session: Session): Promise<void> {
  const [row] = await control(
    session,
    `SELECT pg_catalog.current_setting('transaction_read_only'),
            pg_catalog.set_config('standard_conforming_strings', 'on', true)`,
  );
  if (row?.[0] !== 'on') {
    throw new UserError(
      'This connection is read-only, but the open transaction of this session is not. Roll it back first.',
    );
  }
}

async function explain(
  session: Session,
  request: ExplainRequest,
  signal: CancelSignal,
): Promise<ExplainAnswer> {
  const sink = new AnswerSink();
  const text = request.prefix + request.statement;
  const { values = [] } = request;
  try {
    const { elapsedMs } = await session.execute({ text, values, maxRows: Infinity }, sink, signal);
    return { text: sink.lines.join('\n'), elapsedMs, notices: sink.notices };
  } catch (error) {
    throw error instanceof ServerError ? inOriginalText(error, request) : error;
  }
}

/**
 * The extended protocol gives every `$1` a value, and the planner would use it. So the text is opened as a cursor by
 * PL/pgSQL, which has no parameters for it; the cursor goes with the transaction.
 */
async function explainGeneric(
  session: Session,
  request: ExplainRequest,
  signal: CancelSignal,
): Promise<ExplainAnswer> {
  const sink = new AnswerSink();
  const text = request.prefix + request.statement;
  const values = [genericText, text];
  await control(session, 'SELECT pg_catalog.set_config($1, $2, true)', values);
  try {
    await session.execute({ text: openGeneric, maxRows: 1 }, ignoreRows, signal);
    const { elapsedMs } = await session.execute(
      { text: `FETCH ALL FROM ${genericCursor}`, maxRows: Infinity },
      sink,
      signal,
    );
    return { text: sink.lines.join('\n'), elapsedMs, notices: sink.notices };
  } catch (error) {
    throw error instanceof ServerError ? inOriginalText(atInternalPosition(error, text), request) : error;
  }
}

/** A setting of the transaction that carries the text into the block. */
const genericText = 'lakehouse.explained';
const genericCursor = 'lakehouse_generic_plan';
const openGeneric = `DO $block$
DECLARE
  answer refcursor := '${genericCursor}';
BEGIN
  OPEN answer FOR EXECUTE pg_catalog.current_setting('${genericText}');
END $block$`;

/** What goes wrong in a text that PL/pgSQL runs is placed in that text. */
function atInternalPosition(error: ServerError, text: string): ServerError {
  const { internalQuery, internalPosition } = error.fields;
  const position = internalQuery === text ? internalPosition : undefined;
  return new ServerError({ ...error.fields, position });
}

/** When the line is lost, the server has rolled everything back. */
async function leave(session: Session, enclosure: Enclosure): Promise<void> {
  try {
    for (const text of enclosure.leave) {
      await control(session, text);
    }
  } catch (error) {
    if (!(error instanceof ConnectionLostError)) {
      await session.terminate();
      throw error;
    }
  }
}

async function control(
  session: Session,
  text: string,
  values: readonly Cell[] = [],
): Promise<readonly (readonly Cell[])[]> {
  const rows: (readonly Cell[])[] = [];
  const sink: RowSink = {
    columns: () => undefined,
    rows: (received) => void rows.push(...received),
    notice: () => undefined,
  };
  await session.execute({ text, values, maxRows: 1 }, sink, neverCancelled);
  return rows;
}

/** FORMAT JSON is one cell; other formats come as one row for each line. */
class AnswerSink implements RowSink {
  readonly lines: string[] = [];
  readonly notices: ServerMessage[] = [];

  columns(): void {
    // There is one column, whose name says nothing.
  }

  rows(rows: readonly (readonly Cell[])[]): void {
    for (const [cell] of rows) {
      this.lines.push(cell ?? '');
    }
  }

  notice(notice: ServerMessage): void {
    this.notices.push(notice);
  }
}

/** Positions count characters (code points), from 1. A place in what we put before the statement is no place of the user's. */
function inOriginalText(error: ServerError, request: ExplainRequest): ServerError {
  const { position } = error.fields;
  if (position === undefined) {
    return error;
  }
  const inPrefix = codePointsFromUtf16(request.prefix, request.prefix.length);
  const before = codePointsFromUtf16(request.text, request.offset);
  const shifted = position - inPrefix + before;
  return new ServerError({ ...error.fields, position: position > inPrefix ? shifted : undefined });
}
