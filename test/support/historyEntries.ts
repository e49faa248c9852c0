import type { HistoryEntry } from '../../src/core/history/historyEntry';

/** An entry of the history: a run that went well, unless the test says otherwise. */
export function entryOf(changes: Partial<HistoryEntry>): HistoryEntry {
  return {
    id: 'entry',
    startedAt: 1_700_000_000_000,
    text: 'select 1',
    isAltered: false,
    statements: 1,
    profileId: 'warehouse',
    connection: 'Warehouse',
    environment: 'development',
    database: 'lake',
    role: 'ann',
    elapsedMs: 12,
    rows: 1,
    outcome: 'done',
    code: undefined,
    message: undefined,
    document: 'file:///work/first.sql',
    extension: undefined,
    ...changes,
  };
}
