import { flagOf, numberOf, optionalText, textOf } from '../../catalog/cells';
import { isRecord } from '../../../base/validate';
import type { CancelSignal } from '../../../base/cancelSignal';
import type { CatalogQuery, Database } from '../../ports';
import type { RelationName } from '../relationName';
import { parseBound, type PartitionBound } from './bounds';

/** A table, partitioned or not, as scaffolds of partitions look at it. */
export interface TableFacts extends RelationName {
  readonly oid: number;
  /** `r` for a table, `p` for a partitioned one, or another letter of pg_class.relkind. */
  readonly relkind: string;
  /** May be altered and dropped by who is connected. */
  readonly owned: boolean;
  readonly owner: string;
  readonly columns: readonly ColumnFacts[];
  /** Undefined for a table that is not partitioned. */
  readonly key: KeyFacts | undefined;
  /** Direct ones. */
  readonly partitions: readonly PartitionRelation[];
  /** The partitioned table that it belongs to. */
  readonly parent: RelationName | undefined;
  readonly keys: readonly UniqueFacts[];
  readonly indexes: readonly string[];
  readonly checks: readonly { readonly name: string; readonly sql: string }[];
}

export interface ColumnFacts {
  readonly name: string;
  /** As format_type() prints it. */
  readonly type: string;
  readonly typeOid: number;
  readonly notNull: boolean;
  /** `a` or `d` for an identity column, else nothing. */
  readonly identity: string;
  /** `s` or `v` for a generated column, else nothing. */
  readonly generated: string;
  readonly default: string | undefined;
  /** `COLLATE …` where it is not that of the type, else nothing. */
  readonly collation: string;
}

export interface KeyFacts {
  readonly strategy: 'range' | 'list' | 'hash';
  /** As pg_get_partkeydef() prints it, such as `RANGE (created_at)`. */
  readonly text: string;
  /** The columns in order; undefined in the place of an expression. */
  readonly columns: readonly (string | undefined)[];
}

export interface PartitionRelation extends RelationName {
  readonly oid: number;
  readonly relkind: string;
  readonly bound: PartitionBound | undefined;
  readonly boundText: string;
  /** It is being detached concurrently, or that was interrupted. */
  readonly detaching: boolean;
}

/** A primary key or a unique constraint. */
export interface UniqueFacts {
  readonly name: string;
  readonly primary: boolean;
  readonly columns: readonly string[];
}

/** Undefined when there is no relation of this name. */
export async function readTable(
  database: Database,
  name: RelationName,
  signal: CancelSignal,
): Promise<TableFacts | undefined> {
  const [table] = await database.read(tableQuery(name, database.server.version), signal);
  return table;
}

/** What a schema is to who is connected. */
export interface SchemaFacts {
  readonly name: string;
  readonly mayCreate: boolean;
}

/** Undefined when there is no such schema. */
export async function readSchema(
  database: Database,
  name: string,
  signal: CancelSignal,
): Promise<SchemaFacts | undefined> {
  const [schema] = await database.read(
    {
      name: 'scaffold.partitionSchema',
      text: `SELECT n.nspname, pg_catalog.has_schema_privilege(n.oid, 'CREATE')
               FROM pg_catalog.pg_namespace AS n WHERE n.nspname = $1::name`,
      values: [name],
      row: ([found, mayCreate]) => ({ name: textOf(found), mayCreate: flagOf(mayCreate) }),
    },
    signal,
  );
  return schema;
}

function tableQuery({ schema, name }: RelationName, version: number): CatalogQuery<TableFacts> {
  const detaching = version >= 140_000 ? 'i.inhdetachpending' : 'false';
  return {
    name: 'scaffold.partitionedTable',
    text: `
    SELECT c.oid, n.nspname, c.relname, c.relkind, pg_catalog.pg_has_role(c.relowner, 'USAGE'),
           pg_catalog.pg_get_userbyid(c.relowner),
           (${columnsOf}), p.partstrat, pg_catalog.pg_get_partkeydef(c.oid), (${keyColumns}),
           (${partitionsOf(detaching)}),
           (SELECT pg_catalog.json_build_array(pn.nspname, pc.relname)
              FROM pg_catalog.pg_inherits AS i
              JOIN pg_catalog.pg_class AS pc ON pc.oid = i.inhparent
              JOIN pg_catalog.pg_namespace AS pn ON pn.oid = pc.relnamespace
             WHERE i.inhrelid = c.oid AND c.relispartition),
           (${keysOf}), (${indexesOf}), (${checksOf})
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_partitioned_table AS p ON p.partrelid = c.oid
     WHERE n.nspname = $1::name AND c.relname = $2::name`,
    values: [schema, name],
    row: (cells) => {
      const [oid, nspname, relname, relkind, owned, owner, columns, strategy, keyText, key] = cells;
      const [partitions, parent, keys, indexes, checks] = cells.slice(10);
      const above = optionalText(parent);
      const [parentSchema = '', parentName = ''] = above === undefined ? [] : (JSON.parse(above) as string[]);
      return {
        oid: numberOf(oid),
        schema: textOf(nspname),
        name: textOf(relname),
        relkind: textOf(relkind),
        owned: flagOf(owned),
        owner: textOf(owner),
        columns: records(columns).map(column),
        key: keyFacts(optionalText(strategy), optionalText(keyText), optionalText(key)),
        partitions: records(partitions).map(partition),
        parent: above === undefined ? undefined : { schema: parentSchema, name: parentName },
        keys: records(keys).map((each) => ({
          name: String(each['name']),
          primary: each['primary'] === true,
          columns: each['columns'] as string[],
        })),
        indexes: JSON.parse(textOf(indexes)) as string[],
        checks: records(checks).map((each) => ({ name: String(each['name']), sql: String(each['sql']) })),
      };
    },
  };
}

const columnsOf = `
  SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
           'name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'typeOid', a.atttypid::bigint,
           'notNull', a.attnotnull, 'identity', a.attidentity, 'generated', a.attgenerated,
           'default', (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef AS d
                        WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum),
           'collation', (SELECT ' COLLATE ' || pg_catalog.quote_ident(ln.nspname) || '.' || pg_catalog.quote_ident(l.collname)
                           FROM pg_catalog.pg_collation AS l
                           JOIN pg_catalog.pg_namespace AS ln ON ln.oid = l.collnamespace
                          WHERE l.oid = a.attcollation AND l.oid <> 100)) ORDER BY a.attnum)
    FROM pg_catalog.pg_attribute AS a
   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped`;

const keyColumns = `
  SELECT pg_catalog.json_agg(a.attname ORDER BY k.place)
    FROM pg_catalog.unnest(p.partattrs::smallint[]) WITH ORDINALITY AS k (number, place)
    LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.number AND k.number > 0`;

// A bound holds no column, so pg_get_expr needs no relation; given one, it would wait for a lock on it.
const partitionsOf = (detaching: string): string => `
  SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
           'oid', pc.oid::bigint, 'schema', pn.nspname, 'name', pc.relname, 'relkind', pc.relkind,
           'bound', pg_catalog.pg_get_expr(pc.relpartbound, 0), 'detaching', ${detaching}) ORDER BY pn.nspname, pc.relname)
    FROM pg_catalog.pg_inherits AS i
    JOIN pg_catalog.pg_class AS pc ON pc.oid = i.inhrelid
    JOIN pg_catalog.pg_namespace AS pn ON pn.oid = pc.relnamespace
   WHERE i.inhparent = c.oid AND c.relkind = 'p'`;

const keysOf = `
  SELECT pg_catalog.json_agg(pg_catalog.json_build_object('name', k.conname, 'primary', k.contype = 'p', 'columns',
           (SELECT pg_catalog.json_agg(a.attname ORDER BY u.place)
              FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS u (number, place)
              JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = u.number)) ORDER BY k.conname)
    FROM pg_catalog.pg_constraint AS k
   WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u')`;

const indexesOf = `
  SELECT coalesce(pg_catalog.json_agg(x.relname ORDER BY x.relname), '[]'::json)
    FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
   WHERE i.indrelid = c.oid`;

const checksOf = `
  SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
           'name', k.conname, 'sql', pg_catalog.pg_get_constraintdef(k.oid)) ORDER BY k.conname)
    FROM pg_catalog.pg_constraint AS k
   WHERE k.conrelid = c.oid AND k.contype = 'c'`;

const strategies: Readonly<Record<string, KeyFacts['strategy']>> = { r: 'range', l: 'list', h: 'hash' };

function keyFacts(
  strategy: string | undefined,
  text: string | undefined,
  columns: string | undefined,
): KeyFacts | undefined {
  const known = strategies[strategy ?? ''];
  return known === undefined
    ? undefined
    : {
        strategy: known,
        text: text ?? '',
        columns: ((JSON.parse(columns ?? '[]') ?? []) as (string | null)[]).map((each) => each ?? undefined),
      };
}

function column(each: Readonly<Record<string, unknown>>): ColumnFacts {
  return {
    name: String(each['name']),
    type: String(each['type']),
    typeOid: Number(each['typeOid']),
    notNull: each['notNull'] === true,
    identity: String(each['identity']),
    generated: String(each['generated']),
    default: typeof each['default'] === 'string' ? each['default'] : undefined,
    collation: typeof each['collation'] === 'string' ? each['collation'] : '',
  };
}

function partition(each: Readonly<Record<string, unknown>>): PartitionRelation {
  const boundText = typeof each['bound'] === 'string' ? each['bound'] : '';
  return {
    oid: Number(each['oid']),
    schema: String(each['schema']),
    name: String(each['name']),
    relkind: String(each['relkind']),
    bound: parseBound(boundText),
    boundText,
    detaching: each['detaching'] === true,
  };
}

function records(cell: string | null | undefined): readonly Readonly<Record<string, unknown>>[] {
  const parsed: unknown = JSON.parse(cell ?? '[]');
  return Array.isArray(parsed) ? parsed.filter(isRecord) : [];
}
