import { insertValues, insertStatement } from '../../core/import/importStatements';
import type { FileRow } from '../../core/import/separatedReader';
import { ServerError } from '../../core/sql/serverError';
import { failedRowError, fileRows, type ImportJob, type ImportRun } from './fileRows';

/** Rows of one statement. */
const batchRows = 500;

/** Takes the rows of a file by INSERT, inside the open transaction. @throws FailedRowError; otherwise as `Session.execute` */
export async function insertRows(job: ImportJob, run: ImportRun): Promise<number> {
  let count = 0;
  for await (const rows of fileRows(job, run)) {
    for (let first = 0; first < rows.length; first += batchRows) {
      const batch = rows.slice(first, first + batchRows);
      await insertBatch(job, run, batch);
      count += batch.length;
    }
  }
  return count;
}

/** A statement names no row that it failed for, so its rows are then tried one by one. */
async function insertBatch(job: ImportJob, run: ImportRun, rows: readonly FileRow[]): Promise<void> {
  const { columns } = job.target;
  const insert = (some: readonly FileRow[]) =>
    execute(
      run,
      `${insertStatement(job.target)}\n${some.map(({ cells }) => insertValues(cells, columns)).join(',\n')}`,
    );
  await execute(run, 'SAVEPOINT lakehouse_import');
  try {
    await insert(rows);
    await execute(run, 'RELEASE SAVEPOINT lakehouse_import');
  } catch (error) {
    if (!(error instanceof ServerError) || run.signal.aborted) {
      throw error;
    }
    await execute(run, 'ROLLBACK TO SAVEPOINT lakehouse_import');
    for (const row of rows) {
      await insert([row]).catch((own: unknown) => {
        throw own instanceof ServerError ? failedRowError(own, row) : own;
      });
    }
    throw error;
  }
}

async function execute({ session, signal }: ImportRun, text: string): Promise<void> {
  const ignored = { columns: () => undefined, rows: () => undefined, notice: () => undefined };
  await session.execute({ text, maxRows: 1 }, ignored, signal);
}
