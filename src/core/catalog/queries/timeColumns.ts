import type { CatalogQuery } from '../../ports';
import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import { flagOf, optionalNumber, optionalText, textOf } from '../cells';
import type { QualifiedName } from './martFilter';

/** A column that may tell how fresh the rows of a relation are. */
export interface TimeColumn {
  readonly name: string;
  readonly type: string;
  /** An index begins with it, so that its newest value is found at once. */
  readonly indexed: boolean;
}

/** The columns of type date, timestamp or timestamptz, and of domains over these; those with an index first. */
export function timeColumns(relationOid: number): CatalogQuery<TimeColumn> {
  return {
    name: 'timeColumns',
    text: `
  SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), i.indexed
    FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
   CROSS JOIN LATERAL (
     SELECT EXISTS (SELECT FROM pg_catalog.pg_index AS x
                     WHERE x.indrelid = a.attrelid AND x.indkey[0] = a.attnum AND x.indisvalid
                       AND x.indpred IS NULL) AS indexed) AS i
   WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
     AND CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END IN (
           'pg_catalog.date'::pg_catalog.regtype, 'pg_catalog.timestamp'::pg_catalog.regtype,
           'pg_catalog.timestamptz'::pg_catalog.regtype)
   ORDER BY NOT i.indexed, a.attnum`,
    values: [String(relationOid)],
    row: ([name, type, indexed]) => ({ name: textOf(name), type: textOf(type), indexed: flagOf(indexed) }),
  };
}

export interface NewestTime {
  /** As the server prints it; undefined where no row has one. */
  readonly value: string | undefined;
  /** Seconds from then to now by the server's clock and time zone; undefined for infinity. */
  readonly age: number | undefined;
}

/**
 * Reads the newest value of a time column: at once by an index that begins with it, else by reading every row, which the
 * server ends after ten seconds with error 57014. It waits half a second for a lock, then fails with 55P03.
 */
export function newestTime(relation: QualifiedName, column: string): CatalogQuery<NewestTime> {
  return {
    name: 'newestTime',
    text: `
  SELECT m.newest::text,
         CASE WHEN pg_catalog.isfinite(m.newest)
              THEN extract(epoch FROM pg_catalog.now() - m.newest::timestamptz)::int8 END
    FROM (SELECT pg_catalog.max(r.${quoteIdentifier(column)}) AS newest
            FROM ${quoteQualified(relation.schema, relation.name)} AS r) AS m`,
    values: [],
    limits: { statement: 10_000, lock: 500 },
    row: ([value, age]) => ({ value: optionalText(value), age: optionalNumber(age) }),
  };
}
