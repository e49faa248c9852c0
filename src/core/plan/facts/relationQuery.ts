import type { CatalogQuery } from '../../ports';
import type { PlanRelation } from '../relationFacts';
import { type FoundRelation, foundRelation } from './relationRow';
import { columnsSql, extendedStatisticsSql, indexesSql } from './structureSql';
import { foreignKeySql, policiesSql, leakyOperatorsSql, triggersSql } from './constraintSql';

/**
 * Everything that is known of relations without opening them, so that it waits for nobody's lock. One row for each
 * relation of that name; a name without a schema may mean several. Temporary tables are those of any session.
 * @param role Whose row security is meant; the session's own unless named.
 */
export function relationQuery(
  relations: readonly PlanRelation[],
  role: string | undefined,
): CatalogQuery<FoundRelation> {
  return {
    name: 'plan.relations',
    text: `
  WITH wanted AS MATERIALIZED (
    SELECT w.place, w.value ->> 0 AS schema, w.value ->> 1 AS name
      FROM pg_catalog.json_array_elements($1::json) WITH ORDINALITY AS w (value, place)),
  acting AS MATERIALIZED (
    SELECT r.oid, r.rolsuper OR r.rolbypassrls AS bypasses
      FROM pg_catalog.pg_roles AS r
     WHERE r.rolname = coalesce($2::name, current_user)),
  found AS MATERIALIZED (
    SELECT wanted.place, n.nspname, c.oid, c.relname, c.relkind, c.relowner, c.relpages, c.relallvisible, c.reltuples,
           c.reloptions, c.relrowsecurity, c.relforcerowsecurity, c.relispartition
      FROM wanted
      JOIN pg_catalog.pg_class AS c ON c.relname = wanted.name::name
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'm', 'f', 'v', 't', 'S')
       AND (wanted.schema IS NULL OR n.nspname = wanted.schema
            OR (wanted.schema = 'pg_temp' AND pg_catalog.starts_with(n.nspname::text, 'pg_temp_'))))
  SELECT c.place, c.oid, c.nspname, c.relname, c.relkind, pg_catalog.pg_get_userbyid(c.relowner),
         pg_catalog.obj_description(c.oid, 'pg_class'),
         ${rootSql}, c.relpages, c.relallvisible, c.reltuples, pg_catalog.array_to_json(c.reloptions),
         ${moment('last_vacuum')}, ${moment('last_autovacuum')}, ${moment('last_analyze')}, ${moment('last_autoanalyze')},
         pg_catalog.pg_stat_get_mod_since_analyze(c.oid), pg_catalog.pg_stat_get_live_tuples(c.oid),
         pg_catalog.pg_stat_get_dead_tuples(c.oid), pg_catalog.pg_stat_get_tuples_inserted(c.oid),
         pg_catalog.pg_stat_get_tuples_updated(c.oid), pg_catalog.pg_stat_get_tuples_hot_updated(c.oid),
         pg_catalog.pg_stat_get_tuples_deleted(c.oid), pg_catalog.pg_stat_get_numscans(c.oid),
         ${columnsSql}, ${indexesSql}, ${extendedStatisticsSql},
         ${foreignKeySql('conrelid')}, ${foreignKeySql('confrelid')}, ${triggersSql},
         c.relrowsecurity, ${activeSql}, ${policiesSql}, ${leakyOperatorsSql}
    FROM found AS c
   ORDER BY c.place, c.nspname`,
    values: [
      JSON.stringify(relations.map(({ schema, relation }) => [schema ?? null, relation])),
      role ?? null,
    ],
    limits: { statement: 10_000, lock: 1_000 },
    row: foundRelation,
  };
}

const rootSql = `(SELECT pg_catalog.json_build_array(rn.nspname, rc.relname)
            FROM pg_catalog.pg_class AS rc
            JOIN pg_catalog.pg_namespace AS rn ON rn.oid = rc.relnamespace
           WHERE c.relispartition AND rc.oid = pg_catalog.pg_partition_root(c.oid))`;

/** Source: check_enable_rls() of PostgreSQL. */
const activeSql = `coalesce((SELECT c.relrowsecurity AND NOT acting.bypasses
                   AND (c.relforcerowsecurity OR NOT pg_catalog.pg_has_role(acting.oid, c.relowner, 'USAGE'))
              FROM acting), false)`;

function moment(what: string): string {
  const time = `pg_catalog.pg_stat_get_${what}_time(c.oid)`;
  return `(SELECT pg_catalog.json_build_array(t.time::timestamptz(0)::text,
                                      pg_catalog.date_part('epoch', pg_catalog.now() - t.time))
            FROM (SELECT ${time} AS time) AS t WHERE t.time IS NOT NULL)`;
}
