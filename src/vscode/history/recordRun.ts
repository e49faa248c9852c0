import { randomUUID } from 'node:crypto';
import { dayOf } from '../../core/history/days';
import { describeRun } from '../../core/history/describeRun';
import type { HistoryEntry } from '../../core/history/historyEntry';
import { keptRun } from '../../core/history/keptRun';
import type { RunEnd } from '../../core/query/runStatements';
import type { RunLimits, StatementRecord } from '../../core/query/runStore';
import type { EndedRun } from '../query/queryRunner';
import type { QueryRuns } from '../query/queryRuns';
import { type History, keepLimits } from './history';

/** A run that is over, as the history wants to know it. */
export interface FinishedRun {
  readonly records: readonly StatementRecord[];
  readonly end: RunEnd;
  readonly limits: RunLimits;
  readonly readOnly: boolean;
  readonly facts: Pick<
    HistoryEntry,
    'startedAt' | 'profileId' | 'connection' | 'environment' | 'database' | 'role' | 'document' | 'extension'
  >;
  /** Whether the rows are still those of this run: they go away when the document runs again. */
  readonly isThere: () => boolean;
}

/** What the history wants to know of a run of an editor. */
export function finishedRun({ run, editor, end, records }: EndedRun, runs: QueryRuns): FinishedRun {
  const rows = records.map((record) => record.rows);
  const first = records[0]?.index ?? 0;
  return {
    records,
    end,
    limits: run.store.limits,
    readOnly: run.readOnly,
    facts: {
      startedAt: run.startedAt[first] ?? Date.now(),
      profileId: run.profileId,
      connection: run.connectionName,
      environment: run.environment,
      database: run.database,
      role: run.asRole ?? editor.role,
      document: run.uri.toString(),
      extension: undefined,
    },
    isThere: () => runs.byId(run.id) === run && records.every((record, index) => record.rows === rows[index]),
  };
}

/** Writes a run into the history, and keeps its result if it may. @throws Error of the file system */
export async function recordRun(history: History, finished: FinishedRun): Promise<void> {
  const { records, end, limits, readOnly, facts, isThere } = finished;
  if (records.length === 0) {
    return;
  }
  const id = randomUUID();
  const rows = records.map((record) => record.rows);
  const kept = keptRun(records, limits, readOnly);
  await history.add({ id, ...facts, ...describeRun(records, end) });
  const { kept: results } = await history.open();
  const isKept = await results.keep(id, { run: kept, rows, isThere }, keepLimits());
  if (isKept) {
    history.touch(dayOf(facts.startedAt));
  }
}
