import type { CatalogQuery } from '../ports';

/** How far a command has come, as PostgreSQL reports it. Source: PostgreSQL manual, "Progress Reporting". */
export interface StatementProgress {
  /** Such as `scanning heap`. */
  readonly phase: string;
  /** 0 to 1; undefined where the phase has no measure. */
  readonly fraction: number | undefined;
  /** Such as `1200 of 50000 blocks`; empty where nothing is counted. */
  readonly words: string;
}

/** Whether PostgreSQL reports the progress of a statement that begins so. */
export function reportsProgress(sql: string): boolean {
  return /^(?:\s|--[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*(?:vacuum|analy[sz]e|cluster|reindex|copy|create\s+(?:unique\s+)?index)\b/i.test(
    sql,
  );
}

/** The progress of a backend, none when it reports none. A role that may not see it gets a phase of its own. */
export function progressQuery(version: number, processId: number): CatalogQuery<StatementProgress> {
  const views = reports.filter(({ since }) => version >= since);
  return {
    name: 'progress of a backend',
    text: views
      .map(({ view, columns }) => `SELECT ${columns} FROM pg_catalog.${view} WHERE pid = $1`)
      .join(' UNION ALL '),
    values: [String(processId)],
    row: ([phase, done, total, unit]) => progress(phase ?? null, Number(done), Number(total), unit ?? ''),
  };
}

interface Report {
  readonly view: string;
  /** `server_version_num`. */
  readonly since: number;
  /** Phase, done, total, unit: the measure that moves in the phase. */
  readonly columns: string;
}

const reports: readonly Report[] = [
  {
    view: 'pg_stat_progress_vacuum',
    since: 90_600,
    columns: `phase, CASE phase WHEN 'scanning heap' THEN heap_blks_scanned WHEN 'vacuuming heap' THEN heap_blks_vacuumed END,
      CASE WHEN phase IN ('scanning heap', 'vacuuming heap') THEN heap_blks_total END, 'blocks'`,
  },
  {
    view: 'pg_stat_progress_create_index',
    since: 120_000,
    columns: `phase, CASE WHEN phase LIKE 'waiting%' THEN lockers_done WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END,
      CASE WHEN phase LIKE 'waiting%' THEN lockers_total WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END,
      CASE WHEN phase LIKE 'waiting%' THEN 'lockers' WHEN blocks_total > 0 THEN 'blocks' ELSE 'rows' END`,
  },
  {
    view: 'pg_stat_progress_cluster',
    since: 120_000,
    columns: `phase, CASE WHEN heap_blks_total > 0 THEN heap_blks_scanned ELSE heap_tuples_scanned END, heap_blks_total,
      CASE WHEN heap_blks_total > 0 THEN 'blocks' ELSE 'rows' END`,
  },
  {
    view: 'pg_stat_progress_analyze',
    since: 130_000,
    columns: `phase, sample_blks_scanned, sample_blks_total, 'blocks'`,
  },
  {
    view: 'pg_stat_progress_copy',
    since: 140_000,
    columns: `CASE WHEN relid IS NOT NULL THEN 'copying' END, tuples_processed, 0, 'rows'`,
  },
];

function progress(phase: string | null, done: number, total: number, unit: string): StatementProgress {
  if (phase === null) {
    return { phase: 'The progress is not shown to this role.', fraction: undefined, words: '' };
  }
  const count = (value: number) => value.toLocaleString('en');
  if (total > 0) {
    const fraction = Math.min(1, done / total);
    return { phase, fraction, words: `${count(done)} of ${count(total)} ${unit}` };
  }
  return { phase, fraction: undefined, words: done > 0 ? `${count(done)} ${unit}` : '' };
}
