import type { CancelSignal } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { displayName } from '../explorer/displayName';
import type { Cell } from '../ports';
import type { Execute } from '../query/runStatements';
import { ignoreRows } from '../query/ignoreRows';
import type { TransactionState } from '../query/session';
import { ConnectionLostError, ServerError } from '../sql/serverError';
import { type EditStatement, type RowBefore, rowLookup } from './editStatements';
import type { EditTarget } from './editTarget';
import type { EditedRow } from './edits';

/** Edits that are to be applied, as statements. */
export interface EditJob {
  readonly target: EditTarget;
  readonly statements: readonly EditStatement[];
  /** The rows that are changed or deleted. */
  readonly before: ReadonlyMap<EditedRow, RowBefore>;
  /** How a row is called in a sentence. */
  readonly rowName: (row: EditedRow) => string;
  readonly execute: Execute;
  /** Of the session, before anything is sent. */
  readonly transaction: TransactionState;
  readonly signal: CancelSignal;
}

/** A row as the server has it now, by columns of the result. */
export type NewRowValues = ReadonlyMap<number, Cell>;

export interface AppliedEdits {
  /** The rows that were changed or made. */
  readonly rows: ReadonlyMap<EditedRow, NewRowValues>;
  /** Cells where the server stored something else than was asked for. */
  readonly altered: readonly { readonly row: EditedRow; readonly column: number }[];
  /** False inside a transaction of the user's own, which is still to be committed. */
  readonly committed: boolean;
}

/** Nothing was applied, because of one row. */
export class EditRefusedError extends UserError {
  constructor(
    message: string,
    readonly row: EditedRow,
    /** Of the result; undefined when no single one is to blame. */
    readonly column: number | undefined,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
    this.name = 'EditRefusedError';
  }
}

/**
 * Applies everything in one transaction, or, in a transaction of the user's own, under a savepoint: all of it or nothing.
 * @throws EditRefusedError when a row is not what it was, or the server refuses a change; UserError when nothing was
 * sent; otherwise as `Session.execute`
 */
export async function applyEdits(job: EditJob): Promise<AppliedEdits> {
  if (job.transaction === 'failed') {
    throw new UserError(
      'The transaction of this editor has failed. Roll it back, then apply the changes again.',
    );
  }
  const isOwn = job.transaction === 'idle';
  const control = (text: string) => job.execute({ text, maxRows: 1 }, ignoreRows);
  await control(isOwn ? 'BEGIN' : 'SAVEPOINT lakehouse_edits');
  try {
    const rows = new Map<EditedRow, NewRowValues>();
    const altered: { readonly row: EditedRow; readonly column: number }[] = [];
    for (const statement of job.statements) {
      job.signal.throwIfAborted();
      const answer = await perform(job, statement);
      if (statement.kind !== 'delete') {
        rows.set(statement.row, answer.values);
        altered.push(...answer.altered.map((column) => ({ row: statement.row, column })));
      }
    }
    const end = await control(isOwn ? 'COMMIT' : 'RELEASE SAVEPOINT lakehouse_edits');
    if (end.commandTag === 'ROLLBACK') {
      throw new UserError(`The server rolled the changes back. ${nothingApplied}`);
    }
    return { rows, altered, committed: isOwn };
  } catch (error) {
    await takeBack(job, isOwn);
    throw explained(error, isOwn);
  }
}

const nothingApplied = 'Nothing was applied, and your changes are still here.';

/** After a loss there is nothing to roll back, and what went wrong first is what matters. */
async function takeBack({ execute }: EditJob, isOwn: boolean): Promise<void> {
  const undo = isOwn
    ? ['ROLLBACK']
    : ['ROLLBACK TO SAVEPOINT lakehouse_edits', 'RELEASE SAVEPOINT lakehouse_edits'];
  for (const text of undo) {
    try {
      await execute({ text, maxRows: 1 }, ignoreRows);
    } catch {
      return;
    }
  }
}

function explained(error: unknown, isOwn: boolean): unknown {
  if (error instanceof ConnectionLostError && isOwn) {
    const fate = error.statementSent
      ? 'Whether the changes were stored is not known: run the statement again to see. They are still here.'
      : nothingApplied;
    return new UserError(`${error.message} ${fate}`, { cause: error });
  }
  return error instanceof ServerError
    ? new UserError(`${serverWords(error)} ${nothingApplied}`, { cause: error })
    : error;
}

interface Answer {
  readonly values: NewRowValues;
  readonly altered: readonly number[];
}

async function perform(job: EditJob, statement: EditStatement): Promise<Answer> {
  const rows = await send(job, statement);
  const [cells] = rows;
  if (cells && rows.length === 1) {
    const values = new Map(statement.returned.map((column, place) => [column, cells[place] ?? null]));
    const checks = cells.slice(statement.returned.length);
    return { values, altered: statement.checked.filter((_, place) => checks[place] === 'f') };
  }
  if (rows.length > 1) {
    const sentence = `${job.rowName(statement.row)} stands for ${rows.length} rows of the table, because its key is not unique among its children.`;
    throw new EditRefusedError(`${sentence} ${nothingApplied}`, statement.row, undefined);
  }
  throw await whyNoRow(job, statement);
}

async function send(job: EditJob, statement: EditStatement): Promise<readonly (readonly Cell[])[]> {
  try {
    return await readRows(job.execute, statement.text, statement.values);
  } catch (error) {
    if (!(error instanceof ServerError)) {
      throw error;
    }
    const { column: name } = error.fields;
    const column = job.target.shown.findIndex((each) => each !== undefined && each.name === name);
    const single = statement.checked.length === 1 ? statement.checked[0] : undefined;
    throw new EditRefusedError(
      `${job.rowName(statement.row)}: ${serverWords(error)} ${nothingApplied}`,
      statement.row,
      column >= 0 ? column : single,
      { cause: error },
    );
  }
}

async function whyNoRow(job: EditJob, { kind, row }: EditStatement): Promise<EditRefusedError> {
  const { target, before, rowName, execute } = job;
  const because = target.rowSecurity
    ? 'Its row level security, or a trigger, refused it.'
    : target.hasTriggers
      ? 'A trigger of the table refused it.'
      : 'The server refused it without a reason.';
  const refuse = (sentence: string, column?: number) =>
    new EditRefusedError(`${sentence} ${nothingApplied}`, row, column);
  const old = before.get(row);
  if (kind === 'insert' || !old) {
    return refuse(`${rowName(row)} was not added. ${because}`);
  }
  const lookup = rowLookup(target, old);
  const [now] = await readRows(execute, lookup.text, lookup.values);
  if (!now) {
    const hidden = target.rowSecurity ? ', or its row level security hides it from you' : '';
    return refuse(`${rowName(row)} is no longer there: somebody deleted it or changed its key${hidden}.`);
  }
  const differences = lookup.returned.flatMap((column, place) => {
    const [was, is] = [old[column], now[place] ?? null];
    return was === undefined || was === is ? [] : [{ column, was, is }];
  });
  const [first] = differences;
  if (!first) {
    const verb = kind === 'delete' ? 'deleted' : 'changed';
    return refuse(`${rowName(row)} was not ${verb}. ${because}`);
  }
  const name = displayName(target.shown[first.column]?.name ?? '');
  const more = differences.length > 1 ? `, and ${differences.length - 1} more of its columns changed` : '';
  return refuse(
    `${rowName(row)} was changed by somebody else: ${name} was ${shortened(first.was)} and is now ${shortened(first.is)}${more}.`,
    first.column,
  );
}

function shortened(cell: Cell): string {
  if (cell === null) {
    return 'NULL';
  }
  const characters = Array.from(displayName(cell).slice(0, 200));
  return `'${characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : characters.join('')}'`;
}

function serverWords({ fields: { message, detail, hint, code } }: ServerError): string {
  const parts = [`${message} (${code}).`, detail, hint].filter((part) => part !== undefined);
  return parts.join(' ');
}

async function readRows(
  execute: Execute,
  text: string,
  values: readonly Cell[],
): Promise<readonly (readonly Cell[])[]> {
  const found: (readonly Cell[])[] = [];
  const rows = (some: readonly (readonly Cell[])[]) => void found.push(...some);
  await execute({ text, values, maxRows: Infinity }, { ...ignoreRows, rows });
  return found;
}
