import { CancelledError } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { countWords } from '../../core/explorer/measures';
import { type ImportFormat, rowReader } from '../../core/import/importFormat';
import {
  copyFromSql,
  copyLine,
  createTableSql,
  failedRow,
  type ImportTarget,
} from '../../core/import/importStatements';
import type { FileRow } from '../../core/import/separatedReader';
import type { Session } from '../../core/query/session';
import { ServerError } from '../../core/sql/serverError';
import { type Encoding, importText } from './importText';
import { insertRows } from './insertRows';

export interface ImportJob {
  readonly path: string;
  readonly encoding: Encoding;
  readonly format: ImportFormat;
  readonly target: ImportTarget;
  /** How many values each row of the file has. */
  readonly width: number;
}

export interface ImportProgress {
  readonly rows: number;
  /** Of the file, as it is on the disk. */
  readonly bytes: number;
}

export interface ImportRun {
  readonly session: Session;
  readonly progress: (progress: ImportProgress) => void;
  readonly signal: AbortSignal;
  /** By INSERT, for a server that takes no data by COPY: the sandbox. */
  readonly byInsert?: boolean;
}

/** A row that the server did not take. Nothing was imported. */
export class FailedRowError extends UserError {
  constructor(
    message: string,
    /** In the file, from 1. */
    readonly line: number,
  ) {
    super(message);
  }
}

/**
 * Takes a file into a table, in one transaction: all rows, or none and no table.
 * @returns the number of rows
 * @throws FailedRowError for a row that the server did not take; CancelledError; otherwise as `Session.execute`
 */
export async function importRows(job: ImportJob, run: ImportRun): Promise<number> {
  const { session, signal } = run;
  const { target } = job;
  const execute = (text: string) => session.execute({ text, maxRows: 1 }, ignored, signal);
  await execute('BEGIN');
  try {
    if (target.isNew) {
      await execute(createTableSql(target));
    }
    const rows = run.byInsert === true ? await insertRows(job, run) : await copyRows(job, run);
    // The last moment at which somebody can stop it.
    signal.throwIfAborted();
    await execute('COMMIT');
    return rows;
  } catch (error) {
    await session
      .execute({ text: 'ROLLBACK', maxRows: 1 }, ignored, new AbortController().signal)
      .catch(() => undefined);
    if (signal.aborted) {
      throw new CancelledError();
    }
    throw error instanceof ServerError ? await explained(error, job) : error;
  }
}

/** The rows of a file, one part of it at a time. @throws UserError for a row of another width */
export async function* fileRows(
  job: Omit<ImportJob, 'target'>,
  run: Pick<ImportRun, 'progress' | 'signal'>,
): AsyncGenerator<readonly FileRow[]> {
  const reader = rowReader(job.format);
  let rows = 0;
  let bytes = 0;
  const read = (now: number) => (bytes = now);
  for await (const text of importText(job.path, job.encoding, { signal: run.signal, read })) {
    const found = reader.push(text);
    rows += found.length;
    run.progress({ rows, bytes });
    yield checked(found, job.width);
  }
  yield checked(reader.finish(), job.width);
}

async function copyRows(job: ImportJob, run: ImportRun): Promise<number> {
  const request = { text: copyFromSql(job.target), maxRows: Infinity, copyFrom: copyData(job, run) };
  const { commandTag } = await run.session.execute(request, ignored, run.signal);
  return Number(/\d+$/.exec(commandTag ?? '')?.[0] ?? 0);
}

async function* copyData(job: ImportJob, run: ImportRun): AsyncGenerator<Uint8Array> {
  const { columns } = job.target;
  for await (const rows of fileRows(job, run)) {
    // In slices, so that the event loop turns.
    for (let first = 0; first < rows.length; first += 2000) {
      const lines = rows.slice(first, first + 2000).map(({ cells }) => copyLine(cells, columns));
      yield Buffer.from(lines.join(''));
    }
  }
}

function checked(rows: readonly FileRow[], width: number): readonly FileRow[] {
  const odd = rows.find(({ cells }) => cells.length !== width);
  if (odd) {
    const has = odd.cells.length === 1 ? '1 value' : `${odd.cells.length} values`;
    throw new FailedRowError(
      `Line ${countWords(odd.line)} has ${has}, but the file has ${width} columns. Nothing was imported. Repair the line, or choose another delimiter or quote.`,
      odd.line,
    );
  }
  return rows;
}

/** Finds the line of the file that COPY counts as a row. */
async function explained(error: ServerError, job: ImportJob): Promise<Error> {
  const failed = failedRow(error.fields.where);
  const found = failed && (await rowOf(job, failed.row));
  if (!failed || !found) {
    return error;
  }
  return failedRowError(error, found, failed.column);
}

/** Says where in the file the row is that the server did not take, and why. */
export function failedRowError(
  { fields }: ServerError,
  { cells, line }: FileRow,
  column?: string,
): FailedRowError {
  const place = column === undefined ? '' : `, column ${column}`;
  const values = cells.map((cell) => cell ?? 'NULL').join(' | ');
  const read = values.length > 300 ? `${values.slice(0, 300)}…` : values;
  const said = [fields.message, fields.detail].filter((part) => part !== undefined);
  const why = said.map((part) => part.replace(/\.$/, '')).join('. ');
  return new FailedRowError(
    `Line ${countWords(line)}${place}: ${why}. Nothing was imported. The row reads: ${read}`,
    line,
  );
}

async function rowOf(job: ImportJob, wanted: number): Promise<FileRow | undefined> {
  let seen = 0;
  const { signal } = new AbortController();
  for await (const rows of fileRows(job, { progress: () => undefined, signal })) {
    if (seen + rows.length >= wanted) {
      return rows[wanted - 1 - seen];
    }
    seen += rows.length;
  }
  return undefined;
}

const ignored = { columns: () => undefined, rows: () => undefined, notice: () => undefined };
