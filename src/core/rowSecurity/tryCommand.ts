import type { Cell } from '../ports';
import { assertNever } from '../../base/assertNever';
import { type CancelSignal, isCancellation, neverCancelled } from '../../base/cancelSignal';
import { numberOf, textOf } from '../catalog/cells';
import { ignoreRows } from '../query/ignoreRows';
import type { Session } from '../query/session';
import { quoteIdentifier } from '../sql/quote';
import { ServerError } from '../sql/serverError';
import { ask } from './ask';
import type { MatrixCommand, MatrixOutcome } from './matrix';
import type { RelationTrial } from './relationTrial';
import { readTrialError } from './serverRefusal';

/** A relation with more rows is not updated or deleted from as a whole, not even to be rolled back. */
export const wholeRows = 10_000;

/** Where a command is tried: in a transaction, as the role. */
export interface TrialPlace {
  readonly session: Session;
  readonly signal: CancelSignal;
}

/**
 * Tries one command on a relation, and takes it back: SELECT counts, INSERT inserts copies of rows that are there, UPDATE
 * sets a column to what it is, DELETE deletes. Only what the server itself says counts; nothing is concluded from reading
 * policies. Throws what is no error of the server.
 */
export function tryCommand(
  place: TrialPlace,
  command: MatrixCommand,
  trial: RelationTrial,
): Promise<MatrixOutcome> {
  switch (command) {
    case 'SELECT':
      return trySelect(place, trial);
    case 'INSERT':
      return tryInsert(place, trial);
    case 'UPDATE':
    case 'DELETE':
      return tryChange(place, command, trial);
    default:
      return assertNever(command);
  }
}

type Attempt =
  { readonly kind: 'done'; readonly rows: number } | { readonly kind: 'error'; readonly error: ServerError };

async function trySelect(place: TrialPlace, { sqlName, rows }: RelationTrial): Promise<MatrixOutcome> {
  let count = 0;
  const attempt = await takenBack(place, async () => {
    const answer = await ask(place.session, `SELECT pg_catalog.count(*) FROM ${sqlName}`, [], place.signal);
    count = numberOf(answer[0]?.[0]);
    return count;
  });
  return attempt.kind === 'done'
    ? { kind: 'rows', rows: count, of: rows, oneByOne: false }
    : outcomeOf(attempt.error);
}

/** Row security is checked before constraints, so a copy that a key refuses was allowed. */
async function tryInsert(place: TrialPlace, trial: RelationTrial): Promise<MatrixOutcome> {
  const first = await insertRows(place, trial, trial.columns);
  if (first.kind !== 'refused' || first.by !== 'privilege') {
    return first;
  }
  const granted = await grantedColumns(place, trial, 'INSERT');
  return granted.length === 0 ? first : insertRows(place, trial, granted);
}

async function insertRows(
  place: TrialPlace,
  { sqlName, columns, overriding, samples }: RelationTrial,
  wanted: readonly string[],
): Promise<MatrixOutcome> {
  if (samples.length === 0) {
    return allowedOrNot([await change(place, `INSERT INTO ${sqlName} DEFAULT VALUES`)]);
  }
  const system = overriding ? ' OVERRIDING SYSTEM VALUE' : '';
  const marks = wanted.map((_, at) => `$${at + 1}`).join(', ');
  const text = `INSERT INTO ${sqlName} (${wanted.join(', ')})${system} VALUES (${marks})`;
  const attempts: Attempt[] = [];
  for (const sample of samples) {
    const values = wanted.map((column) => sample[columns.indexOf(column)] ?? null);
    const attempt = await change(place, text, values);
    attempts.push(attempt);
    if (attempt.kind === 'error' && !rowByRow.has(readTrialError(attempt.error).kind)) {
      break;
    }
  }
  return allowedOrNot(attempts);
}

async function tryChange(
  place: TrialPlace,
  command: 'UPDATE' | 'DELETE',
  trial: RelationTrial,
): Promise<MatrixOutcome> {
  const { sqlName, rows } = trial;
  const column = command === 'DELETE' ? '' : await updatedColumn(place, trial);
  const text =
    command === 'DELETE' ? `DELETE FROM ${sqlName}` : `UPDATE ${sqlName} SET ${column} = ${column}`;
  if (rows === undefined || rows > wholeRows) {
    return changeOneByOne(place, text, trial, {
      kind: 'notTried',
      reason: `It has more than ${wholeRows.toLocaleString('en')} rows, or nobody could count them, so it was not tried on all of them.`,
    });
  }
  const attempt = await change(place, text);
  if (attempt.kind === 'done') {
    return { kind: 'rows', rows: attempt.rows, of: rows, oneByOne: false };
  }
  const { kind } = readTrialError(attempt.error);
  return rowByRow.has(kind)
    ? changeOneByOne(place, text, trial, outcomeOf(attempt.error))
    : outcomeOf(attempt.error);
}

/** One row may break a constraint or a policy, and the others not. */
async function changeOneByOne(
  place: TrialPlace,
  text: string,
  { places }: RelationTrial,
  otherwise: MatrixOutcome,
): Promise<MatrixOutcome> {
  const attempts: Attempt[] = [];
  for (const { table, ctid } of places) {
    const one = `${text} WHERE ctid = $1::pg_catalog.tid AND tableoid = $2::pg_catalog.oid`;
    const attempt = await change(place, one, [ctid, table]);
    if (attempt.kind === 'error' && !rowByRow.has(readTrialError(attempt.error).kind)) {
      // Without the privilege to read nobody can name a row.
      return otherwise;
    }
    attempts.push(attempt);
  }
  return attempts.length === 0 ? otherwise : allowedOrNot(attempts);
}

/** The kinds of errors that concern one row. */
const rowByRow: ReadonlySet<string> = new Set(['constraint', 'policy']);

/** The rows for which a change was allowed, of those that were tried one by one. */
function allowedOrNot(attempts: readonly Attempt[]): MatrixOutcome {
  let rows = 0;
  let refused: MatrixOutcome | undefined;
  for (const attempt of attempts) {
    if (attempt.kind === 'done') {
      rows += attempt.rows;
      continue;
    }
    const { kind } = readTrialError(attempt.error);
    if (kind === 'constraint') {
      rows++;
    } else if (kind === 'policy') {
      refused ??= outcomeOf(attempt.error);
    } else {
      return outcomeOf(attempt.error);
    }
  }
  return rows === 0 && refused ? refused : { kind: 'rows', rows, of: attempts.length, oneByOne: true };
}

function outcomeOf(error: ServerError): MatrixOutcome {
  const { kind } = readTrialError(error);
  const { message, code } = error;
  switch (kind) {
    case 'privilege':
    case 'policy':
      return { kind: 'refused', by: kind, message };
    case 'constraint':
      return { kind: 'allowed', message: `Row security allows it; a constraint stopped it: ${message}.` };
    case 'notPossible':
      return { kind: 'notPossible', message: `The server takes no such command here: ${message}.` };
    case 'tooLong':
      return { kind: 'notTried', reason: `It waited or worked too long and was ended: ${message}.` };
    case 'failed':
      return { kind: 'failed', code, message };
  }
}

async function updatedColumn(place: TrialPlace, trial: RelationTrial): Promise<string> {
  const [granted] = await grantedColumns(place, trial, 'UPDATE');
  return granted ?? trial.updated ?? trial.columns[0] ?? 'ctid';
}

/** A role may have the privilege for some columns only. */
async function grantedColumns(
  { session }: TrialPlace,
  { sqlName, columns }: RelationTrial,
  privilege: 'INSERT' | 'UPDATE',
): Promise<readonly string[]> {
  const text = `SELECT a.attname FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = $1::pg_catalog.text::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attidentity <> 'a' AND pg_catalog.has_column_privilege(a.attrelid, a.attnum, '${privilege}')
    ORDER BY a.attnum`;
  let found: readonly (readonly Cell[])[] = [];
  await takenBack({ session, signal: neverCancelled }, async () => {
    found = await ask(session, text, [sqlName]);
    return 0;
  });
  return found.map(([name]) => quoteIdentifier(textOf(name))).filter((name) => columns.includes(name));
}

function change(place: TrialPlace, text: string, values: readonly Cell[] = []): Promise<Attempt> {
  return takenBack(place, async () => {
    const { commandTag } = await place.session.execute(
      { text, values, maxRows: 1 },
      ignoreRows,
      place.signal,
    );
    return Number(/\d+$/.exec(commandTag ?? '')?.[0] ?? 0);
  });
}

/** Whatever the work did is undone; the role and its settings stay. */
async function takenBack({ session }: TrialPlace, work: () => Promise<number>): Promise<Attempt> {
  await ask(session, 'SAVEPOINT lakehouse_trial');
  let attempt: Attempt;
  try {
    attempt = { kind: 'done', rows: await work() };
  } catch (error) {
    if (!(error instanceof ServerError) || isCancellation(error)) {
      throw error;
    }
    attempt = { kind: 'error', error };
  }
  await ask(session, 'ROLLBACK TO SAVEPOINT lakehouse_trial');
  await ask(session, 'RELEASE SAVEPOINT lakehouse_trial');
  return attempt;
}
