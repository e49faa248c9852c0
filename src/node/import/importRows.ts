import { CancelledError } from '../../base/cancelSignal';
import { copyFromSql, copyLine, createTableSql, failedRow } from '../../core/import/importStatements';
import type { FileRow } from '../../core/import/separatedReader';
import { ServerError } from '../../core/sql/serverError';
import { failedRowError, fileRows, type ImportJob, type ImportRun } from './fileRows';
import { insertRows } from './insertRows';

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

/** Finds the line of the file that COPY counts as a row. */
async function explained(error: ServerError, job: ImportJob): Promise<Error> {
  const failed = failedRow(error.fields.where);
  const found = failed && (await rowOf(job, failed.row));
  if (!failed || !found) {
    return error;
  }
  return failedRowError(error, found, failed.column);
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
