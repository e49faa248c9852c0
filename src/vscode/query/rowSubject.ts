import { UserError } from '../../base/userError';
import type { StatementRecord } from '../../core/query/runStore';
import type { StoredRows } from '../../core/query/storedRows';
import type { JobRows } from '../../node/results/scan/rowJob';
import type { ShownRows } from '../../protocol/rowTools';
import type { QueryRun } from './queryRun';
import type { QueryRuns } from './queryRuns';

/** A result that is worked on. */
export interface RowSubject {
  readonly run: QueryRun;
  readonly record: StatementRecord;
  readonly stored: StoredRows;
  /** The file of the order in which the rows are shown. */
  readonly order: string | undefined;
}

/** @throws UserError when the result is gone, or is still arriving */
export function subjectOf(runs: QueryRuns, { runId, statement, view }: ShownRows): RowSubject {
  const run = runs.byId(runId);
  const record = run?.store.statement(statement);
  if (!run || !record?.rows || !record.columns) {
    throw new UserError('This result is gone. Run the statement again.');
  }
  if (record.state === 'running') {
    throw new UserError('Rows are still arriving. Wait for them, or cancel the statement.');
  }
  const order = view === undefined ? undefined : run.arranged.rows(statement, view).path;
  return { run, record, stored: record.rows, order };
}

export function jobRows({ record, stored, order }: RowSubject): JobRows {
  return { rows: stored.count, bytes: stored.bytes, columns: record.columns ?? [], order };
}
