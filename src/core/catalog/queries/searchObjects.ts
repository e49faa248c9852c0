import type { CatalogQuery } from '../../ports';
import { textOf } from '../cells';
import { jsonTexts } from '../jsonCell';
import { relationKindCodes } from '../relationKind';
import { isOwnFunction } from './functions';

/** The kinds that a search finds. */
export const searchKinds = [
  'table',
  'partitionedTable',
  'partition',
  'view',
  'materializedView',
  'foreignTable',
  'sequence',
  'function',
  'procedure',
  'aggregate',
  'type',
  'schema',
] as const;
export type SearchKind = (typeof searchKinds)[number];

/** One object, as small as it can be: there may be hundreds of thousands. */
export interface FoundObject {
  readonly kind: SearchKind;
  /** Empty for a schema itself. */
  readonly schema: string;
  readonly name: string;
}

/** The names of one kind in one schema. So grouped, hundreds of thousands of names arrive in a few thousand rows. */
export interface NameGroup extends Omit<FoundObject, 'name'> {
  readonly names: readonly string[];
}

const isOwnSchema = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_|toast_temp_)'`;

/** Every object of a database that has a name of its own, apart from PostgreSQL's. It takes no lock on any of them. */
export const searchObjects: CatalogQuery<NameGroup> = {
  name: 'searchObjects',
  text: `
  SELECT o.kind, o.schema, pg_catalog.json_agg(o.name ORDER BY o.name) FROM (
  SELECT CASE WHEN c.relkind = 'S' THEN 'sequence' WHEN c.relispartition THEN 'partition' WHEN c.relkind = 'r' THEN 'table'
              WHEN c.relkind = 'p' THEN 'partitionedTable' WHEN c.relkind = 'v' THEN 'view'
              WHEN c.relkind = 'm' THEN 'materializedView' ELSE 'foreignTable' END AS kind,
         n.nspname AS schema, c.relname AS name
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE c.relkind IN (${relationKindCodes}, 'S') AND ${isOwnSchema}
   UNION ALL
  SELECT DISTINCT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END,
         n.nspname, p.proname
    FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
   WHERE ${isOwnSchema} AND ${isOwnFunction}
   UNION ALL
  SELECT 'type', n.nspname, t.typname
    FROM pg_catalog.pg_type AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
   WHERE ${isOwnSchema}
     AND (t.typtype IN ('d', 'e', 'r') OR t.typtype = 'b' AND t.typcategory <> 'A'
          OR EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
   UNION ALL
  SELECT 'schema', '', n.nspname FROM pg_catalog.pg_namespace AS n WHERE ${isOwnSchema}
  ) AS o GROUP BY o.kind, o.schema`,
  values: [],
  row: ([kind, schema, names]) => ({
    kind: searchKinds.find((each) => each === kind) ?? 'table',
    schema: textOf(schema),
    names: jsonTexts(names),
  }),
};
