import { numberOf, optionalText, textOf } from '../../catalog/cells';
import { type ActionTarget, isTargetKind } from '../../catalog/actions/target';
import { isUserSchema } from '../../catalog/queries/schemas';
import { textArray } from '../../catalog/textArray';
import type { CatalogQuery } from '../../ports';
import type { SqlParser } from '../../sql/parser';
import { visitTree } from '../../sql/parseTree';
import type { ScaffoldStep } from '../scaffold';

/** More objects are not copied: a trial is to take seconds. */
const mostObjects = 300;

/** Every text in the parse trees of the steps: whatever they concern is named by some of them. */
export async function textsIn(
  parser: SqlParser,
  steps: readonly ScaffoldStep[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const { sql, down = [] } of steps) {
    for (const statement of [sql, ...down]) {
      const { value = [] } = await parser.parse(statement);
      for (const { node } of value) {
        visitTree(node, { node: () => undefined, field: (_, text) => addTexts(found, text) });
      }
    }
  }
  return found;
}

function addTexts(found: Set<string>, value: unknown): void {
  if (typeof value === 'string') {
    found.add(value);
    // Names may stand inside a literal, such as 'core.loans'::regclass, or in a function's body.
    value.split(/[^\p{L}\p{N}_]+/u).forEach((word) => found.add(word));
  }
}

/** The schemas of the database that the texts name, and those of the objects. */
export function concernedSchemas(names: readonly string[]): CatalogQuery<ActionTarget> {
  return {
    name: 'scaffold.concernedSchemas',
    text: `
      SELECT 'schema', n.oid, NULL, n.nspname, NULL
        FROM pg_catalog.pg_namespace AS n
       WHERE ${isUserSchema} AND n.nspname = ANY ($1::text[]::name[])
       ORDER BY n.nspname`,
    values: [textArray(names)],
    row: targetOf,
  };
}

/**
 * The tables, views, sequences, types and functions that the texts name, and what these need in turn: types, functions,
 * partitions and their parents, and the tables that foreign keys refer to. What belongs to extensions is left out.
 */
export function concernedObjects(texts: ReadonlySet<string>): CatalogQuery<ActionTarget> {
  return {
    name: 'scaffold.concernedObjects',
    text: queryText,
    values: [textArray([...texts].filter((text) => text !== '' && text.length <= 63))],
    row: targetOf,
  };
}

function targetOf(cells: Parameters<CatalogQuery<ActionTarget>['row']>[0]): ActionTarget {
  const [kind, oid, schema, name, signature] = cells;
  if (!isTargetKind(kind)) {
    throw new Error(`An object to copy is of an unknown kind: ${String(kind)}`);
  }
  return {
    ...{ kind, oid: numberOf(oid), column: 0, relation: undefined },
    ...{ schema: optionalText(schema), name: textOf(name), signature: optionalText(signature) },
  };
}

// Objects of the user have oids from 16384 on. An index or a constraint stands for its table.
const queryText = `
  WITH RECURSIVE named (classid, objid) AS (
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::oid, c.oid
      FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE ${isUserSchema} AND c.relname = ANY ($1::text[]::name[]) AND n.nspname = ANY ($1::text[]::name[])
     UNION
    SELECT 'pg_catalog.pg_type'::pg_catalog.regclass::oid, t.oid
      FROM pg_catalog.pg_type AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
     WHERE ${isUserSchema} AND t.typname = ANY ($1::text[]::name[]) AND n.nspname = ANY ($1::text[]::name[])
     UNION
    SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass::oid, p.oid
      FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
     WHERE ${isUserSchema} AND p.proname = ANY ($1::text[]::name[]) AND n.nspname = ANY ($1::text[]::name[])),
  concerned (classid, objid) AS (
    SELECT classid, objid FROM named
     UNION
    SELECT next.classid, next.objid
      FROM concerned AS c
     CROSS JOIN LATERAL (
       -- Parts: constraints, defaults, indexes, triggers, policies, the rule of a view, the table of a row type.
       SELECT d.classid, d.objid FROM pg_catalog.pg_depend AS d
        WHERE d.refclassid = c.classid AND d.refobjid = c.objid AND d.deptype IN ('a', 'i', 'P', 'S')
        UNION ALL
       SELECT d.refclassid, d.refobjid FROM pg_catalog.pg_depend AS d
        WHERE d.classid = c.classid AND d.objid = c.objid AND d.refobjid >= 16384 AND d.deptype <> 'e'
        UNION ALL
       SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::oid, i.inhrelid FROM pg_catalog.pg_inherits AS i
        WHERE c.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND i.inhparent = c.objid) AS next
     WHERE next.objid >= 16384),
  kept AS (
    SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitionedTable' WHEN 'v' THEN 'view'
                          WHEN 'm' THEN 'materializedView' WHEN 'S' THEN 'sequence' END AS kind,
           c.oid, n.nspname, c.relname AS name, NULL AS signature,
           'pg_catalog.pg_class'::pg_catalog.regclass::oid AS classid
      FROM concerned AS o
      JOIN pg_catalog.pg_class AS c ON o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = o.objid
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND ${isUserSchema}
       -- The sequence of a column comes with its table.
       AND NOT (c.relkind = 'S' AND EXISTS (
             SELECT FROM pg_catalog.pg_depend AS d
              WHERE d.classid = o.classid AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0))
     UNION ALL
    SELECT CASE t.typtype WHEN 'c' THEN 'compositeType' WHEN 'e' THEN 'enum' WHEN 'r' THEN 'range' ELSE 'domain' END,
           t.oid, n.nspname, t.typname, NULL, 'pg_catalog.pg_type'::pg_catalog.regclass::oid
      FROM concerned AS o
      JOIN pg_catalog.pg_type AS t ON o.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND t.oid = o.objid
      JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
      LEFT JOIN pg_catalog.pg_class AS row ON row.oid = t.typrelid
     WHERE ${isUserSchema} AND (t.typtype IN ('e', 'r', 'd') OR t.typtype = 'c' AND row.relkind = 'c')
     UNION ALL
    SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END,
           p.oid, n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid),
           'pg_catalog.pg_proc'::pg_catalog.regclass::oid
      FROM concerned AS o
      JOIN pg_catalog.pg_proc AS p ON o.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND p.oid = o.objid
      JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
     WHERE ${isUserSchema})
  SELECT k.kind, k.oid, k.nspname, k.name, k.signature
    FROM kept AS k
   WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e
                      WHERE e.classid = k.classid AND e.objid = k.oid AND e.deptype = 'e')
   ORDER BY k.oid
   LIMIT ${mostObjects}`;
