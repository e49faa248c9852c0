import { numberOf, textOf } from '../../catalog/cells';
import type { CatalogQuery } from '../../ports';

/** How far a backend is with CREATE INDEX. Source: the manual, "CREATE INDEX Progress Reporting". */
export interface IndexProgress {
  /** The server's words, such as `building index: scanning table`. */
  readonly phase: string;
  /** Blocks, tuples or transactions that are waited for; both 0 where the phase counts nothing. */
  readonly done: number;
  readonly total: number;
}

export function indexProgress(processId: number): CatalogQuery<IndexProgress> {
  return {
    name: 'convert.progress',
    text: `
    SELECT p.phase,
           CASE WHEN p.tuples_total > 0 THEN p.tuples_done WHEN p.blocks_total > 0 THEN p.blocks_done ELSE p.lockers_done END,
           CASE WHEN p.tuples_total > 0 THEN p.tuples_total WHEN p.blocks_total > 0 THEN p.blocks_total ELSE p.lockers_total END
      FROM pg_catalog.pg_stat_progress_create_index AS p
     WHERE p.pid = $1::int`,
    values: [String(processId)],
    row: ([phase, done, total]) => ({ phase: textOf(phase), done: numberOf(done), total: numberOf(total) }),
  };
}
