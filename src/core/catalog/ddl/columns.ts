import { flagOf, numberOf, optionalText, textOf } from '../cells';
import type { CatalogQuery, Cell } from '../../ports';
import { jsonTexts } from '../jsonCell';
import { type NamedOption, readOptions } from './options';
import { type CatalogRecord, selectRecords } from './records';
import { optionalSequenceFacts, sequenceColumns, type SequenceFacts } from './sequence';

/** Everything that DDL can say of a column. */
export interface ColumnDefinition {
  readonly number: number;
  readonly name: string;
  readonly type: string;
  /** Schema and name, where it is not the type's own. */
  readonly collation: readonly string[] | undefined;
  readonly notNull: NotNull | undefined;
  readonly identity: Identity | undefined;
  readonly generated: 'STORED' | 'VIRTUAL' | undefined;
  /** The default, or the expression of a generated column. */
  readonly expression: string | undefined;
  /** What the first parent gives as default. */
  readonly inheritedExpression: string | undefined;
  /** A parent has NOT NULL on it. */
  readonly inheritedNotNull: boolean;
  /** Declared in this table itself. */
  readonly local: boolean;
  readonly inherited: boolean;
  /** Undefined where it is the type's own. */
  readonly storage: string | undefined;
  readonly compression: string | undefined;
  /** Undefined where the server's default holds. */
  readonly statisticsTarget: number | undefined;
  readonly parameters: readonly NamedOption[];
  readonly foreignOptions: readonly NamedOption[];
  readonly comment: Cell;
}

/** A NOT NULL; before PostgreSQL 18 it has no name. */
export interface NotNull {
  readonly name: string | undefined;
  readonly local: boolean;
  readonly noInherit: boolean;
  readonly valid: boolean;
  readonly comment: Cell;
}

export interface Identity {
  readonly kind: 'ALWAYS' | 'BY DEFAULT';
  readonly sequenceOid: number;
  readonly sequenceSchema: string;
  readonly sequence: string;
  readonly facts: SequenceFacts;
}

/** The columns of a relation in their order. */
export function columnDefinitions(relationOid: number): CatalogQuery<ColumnDefinition> {
  const query = selectRecords('ddl.columns', columnExpressions, columnTables, [String(relationOid)]);
  return { ...query, row: (cells) => columnDefinition(query.row(cells)) };
}

const columnExpressions = {
  number: 'a.attnum',
  name: 'a.attname',
  columnType: 'pg_catalog.format_type(a.atttypid, a.atttypmod)',
  collation: `(SELECT pg_catalog.json_build_array(cn.nspname, co.collname)
            FROM pg_catalog.pg_collation AS co
            JOIN pg_catalog.pg_namespace AS cn ON cn.oid = co.collnamespace
           WHERE co.oid = a.attcollation AND a.attcollation <> t.typcollation)`,
  notNull: 'a.attnotnull',
  notNullName: 'k.conname',
  notNullLocal: 'k.conislocal',
  notNullAlone: 'k.connoinherit',
  notNullValid: 'k.convalidated',
  notNullComment: `pg_catalog.obj_description(k.oid, 'pg_constraint')`,
  identity: 'a.attidentity',
  generated: 'a.attgenerated',
  expression: 'pg_catalog.pg_get_expr(d.adbin, d.adrelid)',
  inheritedExpression: `(SELECT pg_catalog.pg_get_expr(pd.adbin, pd.adrelid)
            FROM pg_catalog.pg_inherits AS i
            JOIN pg_catalog.pg_attribute AS pa ON pa.attrelid = i.inhparent AND pa.attname = a.attname
            JOIN pg_catalog.pg_attrdef AS pd ON pd.adrelid = pa.attrelid AND pd.adnum = pa.attnum
           WHERE i.inhrelid = a.attrelid ORDER BY i.inhseqno LIMIT 1)`,
  inheritedNotNull: `EXISTS (SELECT FROM pg_catalog.pg_inherits AS i
            JOIN pg_catalog.pg_attribute AS pa ON pa.attrelid = i.inhparent AND pa.attname = a.attname
           WHERE i.inhrelid = a.attrelid AND pa.attnotnull)`,
  local: 'a.attislocal',
  inherited: 'a.attinhcount > 0',
  storage: 'CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END',
  // The column came with PostgreSQL 14.
  compression: `pg_catalog.to_jsonb(a) ->> 'attcompression'`,
  statisticsTarget: 'CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END',
  parameters: 'pg_catalog.to_json(a.attoptions)',
  foreignOptions: 'pg_catalog.to_json(a.attfdwoptions)',
  comment: 'pg_catalog.col_description(a.attrelid, a.attnum)',
  sequenceOid: 'sc.oid',
  sequenceSchema: 'sn.nspname',
  sequence: 'sc.relname',
  ...sequenceColumns,
} as const;

const columnTables = `pg_catalog.pg_attribute AS a
  JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_catalog.pg_constraint AS k ON k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey[1] = a.attnum
  LEFT JOIN pg_catalog.pg_depend AS sd
    ON sd.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND sd.refobjid = a.attrelid AND sd.refobjsubid = a.attnum
   AND sd.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND sd.objsubid = 0 AND sd.deptype = 'i'
  LEFT JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = sd.objid
  LEFT JOIN pg_catalog.pg_class AS sc ON sc.oid = s.seqrelid
  LEFT JOIN pg_catalog.pg_namespace AS sn ON sn.oid = sc.relnamespace
 WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attnum`;

type ColumnCells = CatalogRecord<keyof typeof columnExpressions>;

function columnDefinition(row: ColumnCells): ColumnDefinition {
  const collation = jsonTexts(row.collation);
  return {
    number: numberOf(row.number),
    name: textOf(row.name),
    type: textOf(row.columnType),
    collation: collation.length === 0 ? undefined : collation,
    notNull: notNullOf(row),
    identity: identityOf(row),
    generated: row.generated === 's' ? 'STORED' : row.generated === 'v' ? 'VIRTUAL' : undefined,
    expression: optionalText(row.expression),
    inheritedExpression: optionalText(row.inheritedExpression),
    inheritedNotNull: flagOf(row.inheritedNotNull),
    local: flagOf(row.local),
    inherited: flagOf(row.inherited),
    storage: storages[row.storage ?? ''],
    compression: compressions[row.compression ?? ''],
    statisticsTarget: row.statisticsTarget === null ? undefined : numberOf(row.statisticsTarget),
    parameters: readOptions(row.parameters).filter(({ name }) => columnParameters.has(name)),
    foreignOptions: readOptions(row.foreignOptions),
    comment: row.comment,
  };
}

function notNullOf(row: ColumnCells): NotNull | undefined {
  const name = optionalText(row.notNullName);
  if (name === undefined && !flagOf(row.notNull)) {
    return undefined;
  }
  return {
    name,
    local: name === undefined || flagOf(row.notNullLocal),
    noInherit: flagOf(row.notNullAlone),
    valid: name === undefined || flagOf(row.notNullValid),
    comment: row.notNullComment,
  };
}

/** In PostgreSQL 17 and later a partition's identity is its parent's, and no sequence hangs on the partition. */
function identityOf(row: ColumnCells): Identity | undefined {
  const facts = optionalSequenceFacts(row);
  return facts === undefined
    ? undefined
    : {
        kind: row.identity === 'a' ? 'ALWAYS' : 'BY DEFAULT',
        sequenceOid: numberOf(row.sequenceOid),
        sequenceSchema: textOf(row.sequenceSchema),
        sequence: textOf(row.sequence),
        facts,
      };
}

/** All that SET takes. Debian's PostgreSQL 15.20 keeps a number of its own among them, which it takes from nobody. */
const columnParameters: ReadonlySet<string> = new Set(['n_distinct', 'n_distinct_inherited']);

const storages: Readonly<Record<string, string>> = {
  p: 'PLAIN',
  e: 'EXTERNAL',
  m: 'MAIN',
  x: 'EXTENDED',
};

const compressions: Readonly<Record<string, string>> = { p: 'pglz', l: 'lz4' };
