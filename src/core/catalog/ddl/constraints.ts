import { flagOf, numberOf, optionalText, textOf } from '../cells';
import type { CatalogQuery, Cell } from '../../ports';
import { mapRows, selectRecords } from './records';

/** A constraint of a table other than NOT NULL. */
export interface ConstraintDefinition {
  readonly oid: number;
  readonly name: string;
  readonly kind: 'check' | 'foreignKey' | 'primaryKey' | 'unique' | 'exclusion' | 'trigger' | 'notNull';
  /** By `pg_get_constraintdef`. */
  readonly definition: string;
  readonly local: boolean;
  readonly inherited: boolean;
  readonly valid: boolean;
  /** The name of the constraint of the partitioned table that this one belongs to. */
  readonly parent: string | undefined;
  readonly index: ConstraintIndex | undefined;
  readonly comment: Cell;
}

/** The index behind a primary key, a unique constraint or an exclusion constraint. */
export interface ConstraintIndex {
  readonly oid: number;
  readonly schema: string;
}

/** The constraints of a relation in the order in which they were made, or the one with the oid. */
export function constraintDefinitions(
  relationOid: number,
  only?: number,
): CatalogQuery<ConstraintDefinition> {
  const query = selectRecords(
    'ddl.constraints',
    {
      oid: 'k.oid',
      name: 'k.conname',
      kind: 'k.contype',
      definition: 'pg_catalog.pg_get_constraintdef(k.oid)',
      local: 'k.conislocal',
      inherited: 'k.coninhcount > 0',
      valid: 'k.convalidated',
      parent: '(SELECT p.conname FROM pg_catalog.pg_constraint AS p WHERE p.oid = k.conparentid)',
      index: `CASE WHEN k.contype IN ('p', 'u', 'x') THEN k.conindid END`,
      indexSchema: `(SELECT n.nspname FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = k.conindid)`,
      comment: `pg_catalog.obj_description(k.oid, 'pg_constraint')`,
    },
    `pg_catalog.pg_constraint AS k
   WHERE k.conrelid = $1::oid AND k.contype <> 't' AND (k.oid = $2::oid OR $2::oid IS NULL AND k.contype <> 'n')
     AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS up WHERE up.oid = k.conparentid AND up.conrelid = k.conrelid)
   ORDER BY pg_catalog.strpos('puxcf', k.contype::text), k.oid`,
    [String(relationOid), only === undefined ? null : String(only)],
  );
  return mapRows(query, (row) => ({
    oid: numberOf(row.oid),
    name: textOf(row.name),
    kind: kinds[textOf(row.kind)] ?? 'check',
    definition: textOf(row.definition),
    local: flagOf(row.local),
    inherited: flagOf(row.inherited),
    valid: flagOf(row.valid),
    parent: optionalText(row.parent),
    index: row.index === null ? undefined : { oid: numberOf(row.index), schema: textOf(row.indexSchema) },
    comment: row.comment,
  }));
}

/** `pg_constraint.contype` */
const kinds: Readonly<Record<string, ConstraintDefinition['kind']>> = {
  c: 'check',
  f: 'foreignKey',
  p: 'primaryKey',
  u: 'unique',
  x: 'exclusion',
  t: 'trigger',
  n: 'notNull',
};
