import { isUserSchema } from '../catalog/queries/schemas';
import { textOf } from '../catalog/cells';
import type { CatalogQuery } from '../ports';
import { readRelationName } from './relationName';
import type { FormOffer } from './scaffoldForm';

/** So many names are offered; further ones can be typed. */
const mostNames = 1_000;

/**
 * Reads the names that a field offers, in order. Schemas, roles, tablespaces and columns are written as they are; relations
 * and types as SQL writes them.
 * @param relation what stands in the field that an offer of columns refers to; no columns are offered where it names none
 */
export function formOffer(offer: FormOffer, relation = ''): CatalogQuery<string> | undefined {
  if (typeof offer === 'string') {
    return query(offer, offers[offer], []);
  }
  const name = readRelationName(relation);
  return name && query('columns', columnNames, [name.schema, name.name]);
}

function query(name: string, select: string, values: readonly string[]): CatalogQuery<string> {
  return {
    name: `scaffold.offers.${name}`,
    text: `${select} LIMIT ${mostNames}`,
    values,
    row: ([text]) => textOf(text),
  };
}

const columnNames = `
  SELECT a.attname
    FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE n.nspname = $1::name AND c.relname = $2::name AND a.attnum > 0 AND NOT a.attisdropped
   ORDER BY a.attnum`;

const relationNames = (kinds: string): string => `
  SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE c.relkind IN (${kinds}) AND ${isUserSchema}
   ORDER BY n.nspname, c.relname`;

const roleNames = (condition: string): string => `
  SELECT r.rolname FROM pg_catalog.pg_roles AS r
   WHERE NOT pg_catalog.starts_with(r.rolname::text, 'pg_')${condition} ORDER BY r.rolname`;

const offers: Readonly<Record<Extract<FormOffer, string>, string>> = {
  schemas: `SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE ${isUserSchema} ORDER BY n.nspname`,
  roles: roleNames(''),
  logins: roleNames(' AND r.rolcanlogin'),
  tables: relationNames(`'r', 'p'`),
  partitionedTables: relationNames(`'p'`),
  views: relationNames(`'v', 'm'`),
  // The types that a person gives to columns: scalars, domains, enums and ranges, without those that are for internal use.
  types: `
  SELECT pg_catalog.format_type(t.oid, NULL)
    FROM pg_catalog.pg_type AS t
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
   WHERE t.typtype IN ('b', 'd', 'e', 'r') AND t.typcategory NOT IN ('A', 'X', 'Z', 'P')
     AND (${isUserSchema} OR n.nspname = 'pg_catalog' AND NOT pg_catalog.starts_with(t.typname::text, 'pg_')
                            AND NOT pg_catalog.starts_with(t.typname::text, 'reg'))
   ORDER BY n.nspname = 'pg_catalog', 1`,
  tablespaces: `SELECT s.spcname FROM pg_catalog.pg_tablespace AS s ORDER BY s.spcname`,
};
