import type { CatalogQuery } from '../../ports';
import { flagOf, numberOf, optionalNumber, optionalText } from '../../catalog/cells';
import { jsonRecords } from '../../catalog/jsonCell';

/** What PostgreSQL tells of a relation only by opening it. */
export interface RelationDefinitions {
  readonly oid: number;
  /** Somebody holds it, an index or its TOAST exclusively, or waits to: nothing else is known then. */
  readonly locked: boolean;
  /** Bytes. */
  readonly bytes: number | undefined;
  readonly totalBytes: number | undefined;
  readonly indexes: readonly IndexDefinition[];
}

export interface IndexDefinition {
  readonly oid: number;
  readonly bytes: number | undefined;
  readonly definition: string | undefined;
  readonly predicate: string | undefined;
  /** Of each key, in order; a column's name or an expression. */
  readonly keys: readonly string[];
}

/**
 * Sizes, and definitions of indexes. `pg_relation_size` and `pg_get_indexdef` open the relation and would wait behind an
 * ACCESS EXCLUSIVE lock, so what is locked is left out; a lock that is taken in the very moment ends the query with error
 * 55P03, and the next try sees it.
 */
export function definitionQuery(oids: readonly number[]): CatalogQuery<RelationDefinitions> {
  return {
    name: 'plan.definitions',
    text: `
  WITH locked AS MATERIALIZED (
    SELECT l.relation AS oid
      FROM pg_catalog.pg_locks AS l
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
       AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d
                          WHERE d.datname = pg_catalog.current_database())),
  held AS MATERIALIZED (
    SELECT locked.oid FROM locked
     UNION
    SELECT i.indrelid FROM locked JOIN pg_catalog.pg_index AS i ON i.indexrelid = locked.oid),
  wanted AS MATERIALIZED (
    SELECT c.oid, c.relkind, EXISTS (SELECT FROM held WHERE held.oid IN (c.oid, c.reltoastrelid)) AS locked
      FROM pg_catalog.pg_class AS c
     WHERE c.oid = ANY ($1::oid[]))
  SELECT w.oid, w.locked,
         CASE WHEN w.relkind IN ('r', 'm', 't') AND NOT w.locked THEN pg_catalog.pg_relation_size(w.oid) END,
         CASE WHEN w.relkind IN ('r', 'm', 't') AND NOT w.locked THEN pg_catalog.pg_total_relation_size(w.oid) END,
         CASE WHEN NOT w.locked THEN
           (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                     'oid', i.indexrelid::int8, 'bytes', pg_catalog.pg_relation_size(i.indexrelid),
                     'definition', pg_catalog.pg_get_indexdef(i.indexrelid),
                     'predicate', pg_catalog.pg_get_expr(i.indpred, i.indrelid),
                     'keys', (SELECT pg_catalog.json_agg(pg_catalog.pg_get_indexdef(i.indexrelid, k.place, false)
                                                         ORDER BY k.place)
                                FROM pg_catalog.generate_series(1, i.indnkeyatts::int) AS k (place))))
              FROM pg_catalog.pg_index AS i
             WHERE i.indrelid = w.oid) END
    FROM wanted AS w`,
    values: [`{${oids.join(',')}}`],
    limits: { statement: 10_000, lock: 500 },
    row: ([oid, locked, bytes, totalBytes, indexes]) => ({
      oid: numberOf(oid),
      locked: flagOf(locked),
      bytes: optionalNumber(bytes),
      totalBytes: optionalNumber(totalBytes),
      indexes: jsonRecords(indexes).map((entry) => ({
        oid: Number(entry['oid']),
        bytes: typeof entry['bytes'] === 'number' ? entry['bytes'] : undefined,
        definition: typeof entry['definition'] === 'string' ? entry['definition'] : undefined,
        predicate: typeof entry['predicate'] === 'string' ? entry['predicate'] : undefined,
        keys: Array.isArray(entry['keys']) ? entry['keys'].filter((key) => typeof key === 'string') : [],
      })),
    }),
  };
}

/** What concerns the server and the whole database. */
export const serverFactsQuery: CatalogQuery<{
  readonly blockSize: number;
  readonly extensions: string | undefined;
  readonly available: string | undefined;
  readonly resetAgo: number | undefined;
  readonly role: string | undefined;
}> = {
  name: 'plan.server',
  text: `
  SELECT pg_catalog.current_setting('block_size'),
         (SELECT pg_catalog.json_agg(e.extname ORDER BY e.extname) FROM pg_catalog.pg_extension AS e),
         (SELECT pg_catalog.json_agg(e.name ORDER BY e.name) FROM pg_catalog.pg_available_extensions() AS e),
         pg_catalog.date_part('epoch', pg_catalog.now() - pg_catalog.pg_stat_get_db_stat_reset_time((
           SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()))),
         current_user`,
  values: [],
  limits: { statement: 10_000, lock: 1_000 },
  row: ([blockSize, extensions, available, resetAgo, role]) => ({
    blockSize: numberOf(blockSize),
    extensions: optionalText(extensions),
    available: optionalText(available),
    resetAgo: optionalNumber(resetAgo),
    role: optionalText(role),
  }),
};
