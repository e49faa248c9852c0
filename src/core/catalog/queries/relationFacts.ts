import type { CatalogQuery, Cell } from '../../ports';
import { numberOf, optionalNumber, optionalText } from '../cells';
import { activity, activityCells, activityColumns, type MartActivity, martActivity } from './martActivity';
import { leaf, type MartFacts, martFacts, sumCells, sumColumns, sums } from './martSums';

/** When maintenance last came by, over all leaves. Times are as the server prints them, to the second. */
export interface Maintenance {
  readonly oldest: string | undefined;
  readonly newest: string | undefined;
  /** Leaves that it never came by. */
  readonly never: number;
}

/** What a tooltip says of a relation or, for a partitioned table, of its leaf partitions. */
export interface RelationFacts {
  readonly facts: MartFacts;
  readonly activity: MartActivity;
  readonly analyzed: Maintenance;
  readonly vacuumed: Maintenance;
  /** Rows that a VACUUM would remove, by the statistics collector. */
  readonly deadRows: number | undefined;
  /** Tables and materialized views among the leaves: what maintenance is for. */
  readonly maintained: number;
}

/** The facts of a relation. Takes no lock on it. */
export function relationFacts(relationOid: number): CatalogQuery<RelationFacts> {
  return {
    name: 'relationFacts',
    text: `
  WITH RECURSIVE shown AS MATERIALIZED (
    SELECT c.oid, c.relkind FROM pg_catalog.pg_class AS c WHERE c.oid = $1::oid),
  ${leaf}, ${sums()}, ${activity()},
  maintained AS MATERIALIZED (
    SELECT greatest(pg_catalog.pg_stat_get_last_analyze_time(c.oid),
                    pg_catalog.pg_stat_get_last_autoanalyze_time(c.oid)) AS analyzed,
           greatest(pg_catalog.pg_stat_get_last_vacuum_time(c.oid),
                    pg_catalog.pg_stat_get_last_autovacuum_time(c.oid)) AS vacuumed,
           pg_catalog.pg_stat_get_dead_tuples(c.oid) AS dead
      FROM leaf
      JOIN pg_catalog.pg_class AS c ON c.oid = leaf.oid
     WHERE c.relkind IN ('r', 'm')),
  maintenance AS (
    SELECT pg_catalog.min(analyzed)::timestamptz(0)::text, pg_catalog.max(analyzed)::timestamptz(0)::text,
           pg_catalog.count(*) FILTER (WHERE analyzed IS NULL),
           pg_catalog.min(vacuumed)::timestamptz(0)::text, pg_catalog.max(vacuumed)::timestamptz(0)::text,
           pg_catalog.count(*) FILTER (WHERE vacuumed IS NULL),
           pg_catalog.sum(dead), pg_catalog.count(*)
      FROM maintained)
  SELECT ${sumColumns}, ${activityColumns}, maintenance.*
    FROM maintenance
    LEFT JOIN sums ON true
    LEFT JOIN activity ON true`,
    values: [String(relationOid)],
    row: relationFactsRow,
  };
}

function relationFactsRow(cells: readonly Cell[]): RelationFacts {
  const [firstAnalyze, lastAnalyze, notAnalyzed, firstVacuum, lastVacuum, notVacuumed, dead, maintained] =
    cells.slice(sumCells + activityCells);
  return {
    facts: martFacts(cells),
    activity: martActivity(cells.slice(sumCells)),
    analyzed: {
      oldest: optionalText(firstAnalyze),
      newest: optionalText(lastAnalyze),
      never: numberOf(notAnalyzed),
    },
    vacuumed: {
      oldest: optionalText(firstVacuum),
      newest: optionalText(lastVacuum),
      never: numberOf(notVacuumed),
    },
    deadRows: optionalNumber(dead),
    maintained: numberOf(maintained),
  };
}
