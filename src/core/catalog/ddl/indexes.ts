import { flagOf, numberOf, optionalText, textOf } from '../cells';
import type { CatalogQuery, Cell } from '../../ports';
import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import { jsonRecords, jsonTexts } from '../jsonCell';
import type { ActionTarget } from '../actions/target';
import { commentStatement, extensionsSql, objectOf } from './describe';
import { readOptions, storageParameters } from './options';
import { mapRows, selectRecords } from './records';

/** An index, also one behind a constraint. */
export interface IndexDefinition {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** By `pg_get_indexdef`, for all partitions. */
  readonly definition: string;
  readonly constraintOid: number | undefined;
  readonly primary: boolean;
  readonly exclusion: boolean;
  /** By the index itself: columns, and names that PostgreSQL gives to expressions. */
  readonly columnNames: readonly string[];
  /** Belongs to an index of the partitioned table. */
  readonly attached: boolean;
  readonly parentOid: number | undefined;
  /** The index of the partitioned table that it belongs to, where that one is invalid because others are missing. */
  readonly incompleteParent: readonly string[];
  readonly valid: boolean;
  /** Of a partitioned table. */
  readonly partitioned: boolean;
  readonly parameters: string | undefined;
  readonly tablespace: string | undefined;
  readonly clustered: boolean;
  readonly replicaIdentity: boolean;
  /** Of columns that are expressions. */
  readonly statisticsTargets: readonly { readonly number: number; readonly target: number }[];
  readonly extensions: readonly string[];
  readonly comment: Cell;
}

/** The indexes of a relation in the order in which they were made, or the one with the oid. */
export function indexDefinitions(relationOid: number, only?: number): CatalogQuery<IndexDefinition> {
  const query = selectRecords('ddl.indexes', expressions, tables, [
    String(relationOid),
    only === undefined ? null : String(only),
  ]);
  return mapRows(query, (row) => ({
    oid: numberOf(row.oid),
    schema: textOf(row.schema),
    name: textOf(row.name),
    definition: textOf(row.definition),
    constraintOid: row.constraintOid === null ? undefined : numberOf(row.constraintOid),
    primary: flagOf(row.primary),
    exclusion: flagOf(row.exclusion),
    columnNames: jsonTexts(row.columnNames),
    attached: row.parentOid !== null,
    parentOid: row.parentOid === null ? undefined : numberOf(row.parentOid),
    incompleteParent: jsonTexts(row.incompleteParent),
    valid: flagOf(row.valid),
    partitioned: flagOf(row.partitioned),
    parameters: storageParameters(readOptions(row.parameters)),
    tablespace: optionalText(row.tablespace),
    clustered: flagOf(row.clustered),
    replicaIdentity: flagOf(row.replicaIdentity),
    statisticsTargets: jsonRecords(row.statisticsTargets).map((each) => ({
      number: Number(each['number']),
      target: Number(each['target']),
    })),
    extensions: jsonTexts(row.extensions),
    comment: row.comment,
  }));
}

/** What must be said of an index after it exists, but for its comment. */
export function indexStatements(table: ActionTarget, index: IndexDefinition): readonly string[] {
  const alter = `ALTER INDEX ${quoteQualified(index.schema, index.name)}`;
  const word = table.kind === 'materializedView' ? 'MATERIALIZED VIEW' : 'TABLE';
  const relation = `ALTER ${word} ${quoteQualified(table.schema ?? '', table.name)}`;
  return [
    // CREATE INDEX says its parameters itself; a constraint does not.
    index.constraintOid === undefined || index.parameters === undefined
      ? undefined
      : `${alter} SET ${index.parameters}`,
    index.tablespace === undefined
      ? undefined
      : `${alter} SET TABLESPACE ${quoteIdentifier(index.tablespace)}`,
    ...index.statisticsTargets.map(
      ({ number, target }) => `${alter} ALTER COLUMN ${number} SET STATISTICS ${target}`,
    ),
    index.clustered ? `${relation} CLUSTER ON ${quoteIdentifier(index.name)}` : undefined,
    index.replicaIdentity
      ? `${relation} REPLICA IDENTITY USING INDEX ${quoteIdentifier(index.name)}`
      : undefined,
    ...index.extensions.map((name) => `${alter} DEPENDS ON EXTENSION ${quoteIdentifier(name)}`),
  ].filter((sql) => sql !== undefined);
}

/** An index of a partitioned table that some partitions have: made for all, it would be there for every partition. */
export function isIncomplete(index: IndexDefinition): boolean {
  return index.partitioned && !index.valid && index.constraintOid === undefined;
}

/** Ties an index to the incomplete index of the partitioned table, after both exist. */
export function attachIndex(index: IndexDefinition): string | undefined {
  return index.incompleteParent.length === 0
    ? undefined
    : `ALTER INDEX ${quoteQualified(...index.incompleteParent)} ATTACH PARTITION ${quoteQualified(index.schema, index.name)}`;
}

export function indexComment(index: IndexDefinition): string | undefined {
  return commentStatement(objectOf('index', index.schema, index.name), index.comment);
}

const prefix = `pg_catalog.format('CREATE %sINDEX %I ON ', CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, c.relname)`;
const definition = 'pg_catalog.pg_get_indexdef(c.oid)';

const expressions = {
  oid: 'c.oid',
  schema: 'n.nspname',
  name: 'c.relname',
  // ON ONLY leaves the index of a partitioned table invalid until every partition has one. A valid one is made for all.
  definition: `CASE WHEN i.indisvalid AND pg_catalog.starts_with(${definition}, ${prefix} || 'ONLY ')
              THEN ${prefix} || pg_catalog.substr(${definition}, pg_catalog.length(${prefix}) + 6)
              ELSE ${definition} END`,
  constraintOid: `(SELECT k.oid FROM pg_catalog.pg_constraint AS k
            WHERE k.conindid = c.oid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x') LIMIT 1)`,
  primary: 'i.indisprimary',
  exclusion: 'i.indisexclusion',
  columnNames: `(SELECT pg_catalog.json_agg(a.attname ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid)`,
  parentOid: '(SELECT h.inhparent FROM pg_catalog.pg_inherits AS h WHERE h.inhrelid = c.oid)',
  incompleteParent: `(SELECT pg_catalog.json_build_array(pn.nspname, pc.relname)
            FROM pg_catalog.pg_inherits AS h
            JOIN pg_catalog.pg_index AS pi ON pi.indexrelid = h.inhparent AND NOT pi.indisvalid
            JOIN pg_catalog.pg_class AS pc ON pc.oid = h.inhparent
            JOIN pg_catalog.pg_namespace AS pn ON pn.oid = pc.relnamespace
           WHERE h.inhrelid = c.oid)`,
  valid: 'i.indisvalid',
  partitioned: `c.relkind = 'I'`,
  parameters: 'pg_catalog.to_json(c.reloptions)',
  tablespace: '(SELECT s.spcname FROM pg_catalog.pg_tablespace AS s WHERE s.oid = c.reltablespace)',
  clustered: 'i.indisclustered',
  replicaIdentity: 'i.indisreplident',
  statisticsTargets: `(SELECT pg_catalog.json_agg(pg_catalog.json_build_object('number', a.attnum, 'target', a.attstattarget)
                                          ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND a.attstattarget >= 0)`,
  extensions: extensionsSql('pg_class', 'c.oid'),
  comment: `pg_catalog.obj_description(c.oid, 'pg_class')`,
} as const;

const tables = `pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE i.indrelid = $1::oid AND ($2::oid IS NULL OR c.oid = $2::oid)
 ORDER BY c.oid`;
