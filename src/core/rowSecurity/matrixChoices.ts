import { flagOf, textOf } from '../catalog/cells';
import type { CatalogQuery } from '../ports';
import type { MatrixRelation } from './matrix';

/** A relation that the matrix can be tried on. */
export interface MatrixChoice extends MatrixRelation {
  readonly view: boolean;
  /** Row security is on for it. */
  readonly secured: boolean;
}

/** The most relations that are offered. */
export const mostChoices = 2000;

/** The relations of the user, those with row security first. */
export const matrixChoices: CatalogQuery<MatrixChoice> = {
  name: 'rowSecurity.matrixChoices',
  text: `
SELECT n.nspname, c.relname, c.relkind IN ('v', 'm'), c.relrowsecurity
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'v', 'm')
   AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND n.nspname !~ '^pg_(toast|temp)'
 ORDER BY c.relrowsecurity DESC, n.nspname, c.relname
 LIMIT ${mostChoices}`,
  values: [],
  row: ([schema, name, view, secured]) => ({
    schema: textOf(schema),
    name: textOf(name),
    view: flagOf(view),
    secured: flagOf(secured),
  }),
};
