import { isRecord } from '../../../base/validate';
import type { CancelSignal } from '../../../base/cancelSignal';
import { numberOf, optionalNumber, textOf } from '../../catalog/cells';
import type { Database } from '../../ports';
import { readTable, type TableFacts } from '../partitioning/tableFacts';
import type { PartitionIndexSpec } from './partitionIndexSpec';

export interface PartitionIndexFacts {
  readonly table: TableFacts | undefined;
  /** The table and its partitions at every depth, parents before their partitions. */
  readonly tree: readonly TreeTable[];
  /** Columns, also of INCLUDE, that the method cannot index by itself. */
  readonly unfit: readonly string[];
  /** Names of relations in the schemas of the tree. */
  readonly taken: ReadonlySet<string>;
}

export interface TreeTable {
  readonly oid: number;
  readonly parent: number | undefined;
  readonly schema: string;
  readonly name: string;
  readonly relkind: string;
  readonly indexes: readonly TreeIndex[];
  /** The columns of the partition key; an empty list for one that is not partitioned. */
  readonly key: readonly (string | null)[];
}

export interface TreeIndex {
  readonly oid: number;
  readonly name: string;
  /** The index of the parent that it belongs to. */
  readonly parent: number | undefined;
  readonly valid: boolean;
  readonly unique: boolean;
  readonly method: string;
  /** Of the key, then those that are only included; null for an expression. */
  readonly columns: readonly (string | null)[];
  readonly keys: number;
  readonly descending: readonly boolean[];
  /** With NULLs, an operator class or a collation that is not the usual one. */
  readonly unusual: boolean;
  readonly where: string | null;
  readonly definition: string;
  /** Behind a primary key or a unique constraint. */
  readonly constraint: boolean;
  readonly primary: boolean;
  /** What stands behind the name of the table in CREATE INDEX, such as `USING btree (id)`. */
  readonly body: string;
}

export async function partitionIndexFacts(
  database: Database,
  spec: PartitionIndexSpec,
  signal: CancelSignal,
): Promise<PartitionIndexFacts> {
  const table = await readTable(database, spec.table, signal);
  const tree = table === undefined ? [] : await readTree(database, table.oid, signal);
  const types = spec.columns.flatMap(
    ({ name }) => table?.columns.filter((column) => column.name === name) ?? [],
  );
  const fit =
    types.length === 0
      ? []
      : await database.read(
          {
            name: 'scaffold.indexableTypes',
            text: indexableTypes,
            values: [JSON.stringify(types.map(({ typeOid }) => typeOid)), spec.method],
            row: ([oid]) => numberOf(oid),
          },
          signal,
        );
  const taken = await database.read(
    {
      name: 'scaffold.relationNames',
      text: `SELECT pg_catalog.json_build_array(n.nspname, c.relname)
               FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
              WHERE n.nspname::text IN (SELECT pg_catalog.json_array_elements_text($1::json))`,
      values: [JSON.stringify([...new Set(tree.map(({ schema }) => schema))])],
      row: ([name]) => (JSON.parse(textOf(name)) as string[]).join('\0'),
    },
    signal,
  );
  return {
    table,
    tree,
    unfit: types.filter(({ typeOid }) => !fit.includes(typeOid)).map(({ name }) => name),
    taken: new Set(taken),
  };
}

/** The indexes of a table and of its partitions at every depth, parents first. */
export async function readTree(
  database: Database,
  root: number,
  signal: CancelSignal,
): Promise<readonly TreeTable[]> {
  return database.read(
    {
      name: 'scaffold.partitionTreeIndexes',
      text: `
    WITH RECURSIVE tree AS (
      SELECT $1::oid AS oid, NULL::oid AS parent, 0 AS level
       UNION ALL
      SELECT i.inhrelid, i.inhparent, tree.level + 1
        FROM tree JOIN pg_catalog.pg_inherits AS i ON i.inhparent = tree.oid)
    SELECT c.oid, tree.parent, n.nspname, c.relname, c.relkind, (${indexesOf}),
           (SELECT pg_catalog.json_agg((SELECT a.attname FROM pg_catalog.pg_attribute AS a
                                         WHERE a.attrelid = c.oid AND a.attnum = k.number AND k.number > 0) ORDER BY k.place)
              FROM pg_catalog.pg_partitioned_table AS p
             CROSS JOIN LATERAL pg_catalog.unnest(p.partattrs::smallint[]) WITH ORDINALITY AS k (number, place)
             WHERE p.partrelid = c.oid)
      FROM tree
      JOIN pg_catalog.pg_class AS c ON c.oid = tree.oid
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     ORDER BY tree.level, n.nspname, c.relname`,
      values: [String(root)],
      row: ([oid, parent, schema, name, relkind, indexes, key]) => ({
        oid: numberOf(oid),
        parent: optionalNumber(parent),
        schema: textOf(schema),
        name: textOf(name),
        relkind: textOf(relkind),
        indexes: records(indexes).map(treeIndex),
        key: JSON.parse(key ?? '[]') as (string | null)[],
      }),
    },
    signal,
  );
}

const indexesOf = `
  SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
           'oid', x.oid::bigint, 'name', x.relname, 'valid', i.indisvalid, 'unique', i.indisunique, 'method', m.amname,
           'keys', i.indnkeyatts, 'definition', pg_catalog.pg_get_indexdef(x.oid),
           'parent', (SELECT h.inhparent::bigint FROM pg_catalog.pg_inherits AS h WHERE h.inhrelid = x.oid),
           'constraint', EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.conindid = x.oid AND k.conrelid = c.oid),
           'primary', i.indisprimary,
           'body', pg_catalog.substr(pg_catalog.pg_get_indexdef(x.oid), 2 + pg_catalog.length(pg_catalog.format(
                     'CREATE %sINDEX %I ON %s%I.%I', CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, x.relname,
                     CASE WHEN c.relkind = 'p' THEN 'ONLY ' ELSE '' END, n.nspname, c.relname))),
           'where', pg_catalog.pg_get_expr(i.indpred, i.indrelid),
           'columns', (SELECT pg_catalog.json_agg((SELECT a.attname FROM pg_catalog.pg_attribute AS a
                                                    WHERE a.attrelid = c.oid AND a.attnum = k.number AND k.number > 0)
                                                  ORDER BY k.place)
                         FROM pg_catalog.unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (number, place)),
           'descending', (SELECT pg_catalog.json_agg((o.bits & 1) = 1 ORDER BY o.place)
                            FROM pg_catalog.unnest(i.indoption::smallint[]) WITH ORDINALITY AS o (bits, place)),
           'unusual', EXISTS (SELECT FROM pg_catalog.unnest(i.indoption::smallint[]) AS o (bits) WHERE o.bits NOT IN (0, 3))
                   OR EXISTS (SELECT FROM pg_catalog.unnest(i.indclass::oid[]) AS o (class)
                                JOIN pg_catalog.pg_opclass AS oc ON oc.oid = o.class AND NOT oc.opcdefault)) ORDER BY x.oid)
    FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
    JOIN pg_catalog.pg_am AS m ON m.oid = x.relam
   WHERE i.indrelid = c.oid`;

const indexableTypes = `
  WITH RECURSIVE base AS (
    SELECT t.oid AS asked, t.oid, t.typtype, t.typbasetype, t.typcategory
      FROM pg_catalog.pg_type AS t
     WHERE t.oid::text IN (SELECT pg_catalog.json_array_elements_text($1::json))
     UNION ALL
    SELECT base.asked, t.oid, t.typtype, t.typbasetype, t.typcategory
      FROM base JOIN pg_catalog.pg_type AS t ON t.oid = base.typbasetype WHERE base.typtype = 'd')
  SELECT DISTINCT base.asked
    FROM base
    JOIN pg_catalog.pg_am AS m ON m.amname = $2::name
    JOIN pg_catalog.pg_opclass AS o ON o.opcmethod = m.oid AND o.opcdefault
   WHERE base.typtype <> 'd'
     AND (o.opcintype = base.oid
          OR o.opcintype = 'pg_catalog.anyenum'::pg_catalog.regtype AND base.typtype = 'e'
          OR o.opcintype = 'pg_catalog.anyrange'::pg_catalog.regtype AND base.typtype = 'r'
          OR o.opcintype = 'pg_catalog.anyarray'::pg_catalog.regtype AND base.typcategory = 'A'
          OR EXISTS (SELECT FROM pg_catalog.pg_cast AS k WHERE k.castsource = base.oid AND k.casttarget = o.opcintype
                        AND k.castmethod = 'b' AND k.castcontext = 'i'))`;

function treeIndex(each: Readonly<Record<string, unknown>>): TreeIndex {
  return {
    oid: Number(each['oid']),
    name: String(each['name']),
    parent: typeof each['parent'] === 'number' ? each['parent'] : undefined,
    valid: each['valid'] === true,
    unique: each['unique'] === true,
    method: String(each['method']),
    columns: each['columns'] as (string | null)[],
    keys: Number(each['keys']),
    descending: each['descending'] as boolean[],
    unusual: each['unusual'] === true,
    where: typeof each['where'] === 'string' ? each['where'] : null,
    definition: String(each['definition']),
    constraint: each['constraint'] === true,
    primary: each['primary'] === true,
    body: String(each['body']),
  };
}

function records(cell: string | null | undefined): readonly Readonly<Record<string, unknown>>[] {
  const parsed: unknown = JSON.parse(cell ?? '[]');
  return Array.isArray(parsed) ? parsed.filter(isRecord) : [];
}
