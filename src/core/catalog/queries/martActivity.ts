import type { Cell } from '../../ports';
import { optionalNumber } from '../cells';

/**
 * What PostgreSQL knows about the last write of a relation, over its leaves. It keeps no time of a write: it counts rows
 * that were written, forgets the counts when the statistics are reset or the server crashes, and knows when ANALYZE came
 * by. Ages are in seconds by the server's clock.
 */
export interface MartActivity {
  /** Rows inserted, updated and deleted since the statistics were reset. */
  readonly writes: number;
  /** Of those, since the last ANALYZE. */
  readonly writesSinceAnalyze: number;
  /** Leaves that ANALYZE never came by. */
  readonly neverAnalyzed: number;
  /** Of the latest ANALYZE. */
  readonly analyzed: number | undefined;
  /** Of the latest ANALYZE of a leaf that was written since. */
  readonly analyzedBeforeWrite: number | undefined;
  /** Since the statistics of the database were reset; undefined when nobody reset them. */
  readonly statisticsReset: number | undefined;
  /**
   * Since the relation was created or altered, as a tool does that builds a table anew and swaps it in. Known where the
   * server has `track_commit_timestamp` on.
   */
  readonly altered: number | undefined;
  /** Microseconds since 1970 of the latest ANALYZE or change of the relation, which a write may have caused; -1 if none. */
  readonly latestSign: string;
}

const analyzed = `greatest(pg_catalog.pg_stat_get_last_analyze_time(c.oid),
                    pg_catalog.pg_stat_get_last_autoanalyze_time(c.oid))`;

const altered = `CASE WHEN pg_catalog.current_setting('track_commit_timestamp') = 'on'
                THEN pg_catalog.pg_xact_commit_timestamp(c.xmin) END`;

/** The latest sign of a write to the `pg_class` row `c`, as a time. */
export const signs = `greatest(${analyzed}, ${altered})`;

/** Common table expressions that gather the activity of each `leaf.root` for which the condition holds. */
export function activity(condition = 'true'): string {
  return `
  kept AS (
    SELECT leaf.root,
           pg_catalog.pg_stat_get_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_tuples_updated(c.oid)
             + pg_catalog.pg_stat_get_tuples_deleted(c.oid) AS writes,
           pg_catalog.pg_stat_get_mod_since_analyze(c.oid) AS since,
           ${analyzed} AS analyzed, ${altered} AS altered
      FROM leaf
      JOIN pg_catalog.pg_class AS c ON c.oid = leaf.oid
     WHERE c.relkind IN ('r', 'm') AND ${condition}),
  activity AS (
    SELECT kept.root, pg_catalog.sum(kept.writes) AS writes, pg_catalog.sum(kept.since) AS since,
           pg_catalog.count(*) FILTER (WHERE kept.analyzed IS NULL) AS never,
           pg_catalog.max(kept.analyzed) AS analyzed,
           pg_catalog.max(kept.analyzed) FILTER (WHERE kept.since > 0) AS before_write,
           pg_catalog.max(kept.altered) AS altered
      FROM kept
     GROUP BY kept.root)`;
}

/** `MartActivity.latestSign` of a time. */
export function latestSign(time: string): string {
  return `coalesce((extract(epoch FROM ${time}) * 1000000)::int8, -1)`;
}

/** The select list of `martActivity`, for a row of `activity`. */
export const activityColumns = `
  activity.writes, activity.since, activity.never,
  extract(epoch FROM pg_catalog.now() - activity.analyzed)::int8,
  extract(epoch FROM pg_catalog.now() - activity.before_write)::int8,
  extract(epoch FROM pg_catalog.now() - pg_catalog.pg_stat_get_db_stat_reset_time((
    SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())))::int8,
  extract(epoch FROM pg_catalog.now() - activity.altered)::int8,
  ${latestSign('greatest(activity.analyzed, activity.altered)')}`;

/** How many cells `activityColumns` makes. */
export const activityCells = 8;

/** Maps the first cells, those of `activityColumns`. */
export function martActivity(cells: readonly Cell[]): MartActivity {
  const [writes, since, never, analyzed, beforeWrite, reset, altered, sign] = cells;
  return {
    writes: optionalNumber(writes) ?? 0,
    writesSinceAnalyze: optionalNumber(since) ?? 0,
    neverAnalyzed: optionalNumber(never) ?? 0,
    analyzed: optionalNumber(analyzed),
    analyzedBeforeWrite: optionalNumber(beforeWrite),
    statisticsReset: optionalNumber(reset),
    altered: optionalNumber(altered),
    latestSign: sign ?? '-1',
  };
}
