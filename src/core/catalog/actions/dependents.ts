import type { CatalogQuery } from '../../ports';
import { flagOf, numberOf, textOf } from '../cells';
import type { ActionTarget, TargetKind } from './target';

/** What a DROP takes with it. */
export interface Dependent {
  /** By `pg_describe_object`, such as `view core.open_loans`. */
  readonly description: string;
  /** Only DROP … CASCADE drops it; else it belongs to the object, as a partition does. */
  readonly needsCascade: boolean;
  /** Of all dependents, of which the query answers the first. */
  readonly total: number;
}

/**
 * What PostgreSQL would drop with the object, by `pg_depend` at every depth: first what needs CASCADE, then tables and
 * sequences that go anyway. Indexes, constraints, types and defaults that belong to what is dropped are not listed.
 */
export function dependents(target: ActionTarget, limit: number): CatalogQuery<Dependent> | undefined {
  const catalog = catalogOf(target.kind);
  return catalog === undefined
    ? undefined
    : {
        name: 'dependents',
        text: queryText,
        values: [`pg_catalog.${catalog}`, String(target.oid), String(target.column), String(limit)],
        row: ([description, needsCascade, total]) => ({
          description: textOf(description),
          needsCascade: flagOf(needsCascade),
          total: numberOf(total),
        }),
      };
}

/** The catalog that `pg_depend` knows an object of the kind by; undefined for what the whole server shares. */
export function catalogOf(kind: TargetKind): string | undefined {
  return catalogs[kind];
}

// A view depends on a table by its rule, and the rule belongs to the view: so the view goes where its rule goes.
const queryText = `
  WITH RECURSIVE gone (classid, objid, objsubid, deptype) AS (
    SELECT $1::pg_catalog.regclass::oid, $2::oid, $3::int, 'i'::"char"
     UNION
    SELECT next.*
      FROM gone
     CROSS JOIN LATERAL (
       SELECT d.classid, d.objid, d.objsubid, d.deptype
         FROM pg_catalog.pg_depend AS d
        WHERE d.refclassid = gone.classid AND d.refobjid = gone.objid
          AND (gone.objsubid = 0 OR d.refobjsubid = gone.objsubid)
        UNION ALL
       SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::oid, w.ev_class, 0, gone.deptype
         FROM pg_catalog.pg_rewrite AS w
        WHERE gone.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND w.oid = gone.objid
          AND w.rulename = '_RETURN' AND gone.deptype = 'n') AS next),
  object AS (
    SELECT classid, objid, objsubid, pg_catalog.bool_and(deptype = 'n') AS needs_cascade
      FROM gone
     WHERE (classid, objid, objsubid) <> ($1::pg_catalog.regclass::oid, $2::oid, $3::int)
     GROUP BY classid, objid, objsubid)
  SELECT pg_catalog.pg_describe_object(o.classid, o.objid, o.objsubid), o.needs_cascade, pg_catalog.count(*) OVER ()
    FROM object AS o
    LEFT JOIN pg_catalog.pg_class AS c
      ON o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = o.objid AND o.objsubid = 0
   WHERE (o.needs_cascade OR c.relkind IN ('r', 'p', 'S'))
     AND NOT EXISTS (SELECT FROM pg_catalog.pg_rewrite AS w
                      WHERE o.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND w.oid = o.objid
                        AND w.rulename = '_RETURN')
   ORDER BY NOT o.needs_cascade, 1
   LIMIT $4::int`;

/** The catalog that holds the object. What the whole server shares is not in pg_depend: the server itself refuses. */
const catalogs: Readonly<Partial<Record<TargetKind, string>>> = {
  table: 'pg_class',
  partitionedTable: 'pg_class',
  view: 'pg_class',
  materializedView: 'pg_class',
  foreignTable: 'pg_class',
  column: 'pg_class',
  index: 'pg_class',
  sequence: 'pg_class',
  schema: 'pg_namespace',
  function: 'pg_proc',
  procedure: 'pg_proc',
  aggregate: 'pg_proc',
  compositeType: 'pg_type',
  enum: 'pg_type',
  range: 'pg_type',
  domain: 'pg_type',
  baseType: 'pg_type',
  constraint: 'pg_constraint',
  trigger: 'pg_trigger',
  policy: 'pg_policy',
  rule: 'pg_rewrite',
  statistics: 'pg_statistic_ext',
  extension: 'pg_extension',
  publication: 'pg_publication',
  subscription: 'pg_subscription',
  eventTrigger: 'pg_event_trigger',
  foreignServer: 'pg_foreign_server',
  foreignDataWrapper: 'pg_foreign_data_wrapper',
};
