import type { Listing } from '../listing';
import { marksSql, objectListing, type ObjectRow } from '../objectRow';
import { lockedSql } from './exclusiveLock';

/**
 * The constraints of a relation by name, without valid NOT NULLs, which PostgreSQL 18 keeps for each such column. The
 * definition is absent while the table is locked exclusively.
 */
export function constraints(relationOid: number): Listing<ObjectRow> {
  return objectListing(
    'constraints',
    relationOid,
    (relation) => `
    SELECT 'constraint', k.oid,
           (SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = c.relnamespace), k.conname, c.relname, NULL,
           CASE WHEN NOT (SELECT ${lockedSql(relation)}) THEN pg_catalog.pg_get_constraintdef(k.oid, true) END,
           ${marksSql(
             ["k.contype = 'p'", 'primaryKey'],
             ["k.contype = 'f'", 'foreignKey'],
             ["k.contype = 'u'", 'unique'],
             ["k.contype = 'c'", 'check'],
             ["k.contype = 'x'", 'exclusion'],
             ["k.contype = 'n'", 'notNull'],
             ['k.coninhcount > 0', 'inherited'],
             ['NOT k.convalidated', 'notValid'],
             // The column came with PostgreSQL 18.
             ["pg_catalog.to_jsonb(k) ->> 'conenforced' = 'false'", 'notEnforced'],
           )},
           NULL, pg_catalog.obj_description(k.oid, 'pg_constraint')
      FROM pg_catalog.pg_constraint AS k
      JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
     WHERE k.conrelid = ${relation} AND ${isListedConstraint}`,
  );
}

/** Which rows of `pg_constraint` are listed. Where a partitioned table is referenced, more rows stand for its partitions. */
export const isListedConstraint = `(k.contype <> 'n' OR NOT k.convalidated) AND NOT EXISTS (
       SELECT FROM pg_catalog.pg_constraint AS up WHERE up.oid = k.conparentid AND up.conrelid = k.conrelid)`;
