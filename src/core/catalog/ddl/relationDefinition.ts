import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import { flagOf, numberOf, optionalText, textOf } from '../cells';
import type { CatalogQuery, Cell } from '../../ports';
import { jsonRecords, jsonTexts } from '../jsonCell';
import { type ActionTarget, ownName, relationSql } from '../actions/target';
import { type RelationKind, relationKind } from '../relationKind';
import { type DdlReading, readRows } from './ddl';
import { extensionsSql } from './describe';
import { type AclSource, grantStatements } from './grants';
import { type NamedOption, readOptions } from './options';
import { mapRows, selectRecords } from './records';

/** A table, view, materialized view or foreign table, without its columns and what else belongs to it. */
export interface RelationDefinition {
  readonly target: ActionTarget;
  readonly kind: RelationKind;
  readonly owner: string;
  readonly comment: Cell;
  readonly unlogged: boolean;
  readonly parameters: readonly NamedOption[];
  readonly tablespace: string | undefined;
  /** Undefined for the one that every server has. */
  readonly accessMethod: string | undefined;
  /** The composite type of a typed table. */
  readonly ofType: string | undefined;
  readonly replicaIdentity: 'FULL' | 'NOTHING' | undefined;
  readonly rowSecurity: boolean;
  readonly forcedRowSecurity: boolean;
  /** Such as `RANGE (on_day)`. */
  readonly partitionKey: string | undefined;
  /** Such as `FOR VALUES IN (1)`, of a partition. */
  readonly bound: string | undefined;
  /** The qualified names of its parents. */
  readonly parents: readonly string[];
  readonly parentOid: number | undefined;
  readonly server: string | undefined;
  readonly serverOptions: readonly NamedOption[];
  readonly populated: boolean;
  /** By `pg_get_viewdef`, without the semicolon. */
  readonly query: string | undefined;
  readonly extensions: readonly string[];
  /** It is a member of this extension. */
  readonly extension: string | undefined;
}

export function relationDefinition(oid: number): CatalogQuery<RelationDefinition> {
  const query = selectRecords('ddl.relation', expressions, tables, [String(oid)]);
  return mapRows(query, (row) => {
    const kind = relationKind(textOf(row.kind));
    const parents = jsonRecords(row.parents);
    return {
      target: {
        kind,
        oid,
        column: 0,
        schema: textOf(row.schema),
        name: textOf(row.name),
        relation: undefined,
        signature: undefined,
      },
      kind,
      owner: textOf(row.owner),
      comment: row.comment,
      unlogged: row.persistence === 'u',
      parameters: [
        ...readOptions(row.parameters),
        ...readOptions(row.toastParameters).map(({ name, value }) => ({ name: `toast.${name}`, value })),
      ],
      tablespace: optionalText(row.tablespace),
      accessMethod: optionalText(row.accessMethod),
      ofType: optionalText(row.ofType),
      replicaIdentity:
        row.replicaIdentity === 'f' ? 'FULL' : row.replicaIdentity === 'n' ? 'NOTHING' : undefined,
      rowSecurity: flagOf(row.rowSecurity),
      forcedRowSecurity: flagOf(row.forcedRowSecurity),
      partitionKey: optionalText(row.partitionKey),
      bound: optionalText(row.bound),
      parents: parents.map((each) => quoteQualified(String(each['schema']), String(each['name']))),
      parentOid: parents.length === 0 ? undefined : numberOf(String(parents[0]?.['oid'])),
      server: optionalText(row.server),
      serverOptions: readOptions(row.serverOptions),
      populated: flagOf(row.populated),
      query: optionalText(row.query)?.replace(/;\s*$/, '').trimStart(),
      extensions: jsonTexts(row.extensions),
      extension: optionalText(row.extension),
    };
  });
}

/** The privileges on a relation and on its columns. */
export async function relationGrants(
  reading: DdlReading,
  { target }: RelationDefinition,
): Promise<readonly string[]> {
  const on = `TABLE ${ownName(target)}`;
  const whole: AclSource = {
    on,
    acl: 'c.relacl',
    owner: 'c.relowner',
    from: 'pg_catalog.pg_class AS c WHERE c.oid = $1::oid',
    standard: `'r'`,
  };
  const columns: AclSource = {
    on,
    acl: 'a.attacl',
    owner: 'c.relowner',
    from: `pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
            WHERE a.attrelid = $1::oid AND a.attacl IS NOT NULL AND NOT a.attisdropped`,
    standard: undefined,
    column: 'a.attname',
  };
  return [
    ...(await grantStatements(reading, target.oid, whole)),
    ...(await grantStatements(reading, target.oid, columns)),
  ];
}

/** The privileges of one column. */
export async function columnGrants(reading: DdlReading, column: ActionTarget): Promise<readonly string[]> {
  return grantStatements(reading, column.oid, {
    on: `TABLE ${relationSql(column)}`,
    acl: 'a.attacl',
    owner: 'c.relowner',
    from: `pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
            WHERE a.attrelid = $1::oid AND a.attnum = ${Math.trunc(column.column)}`,
    standard: undefined,
    column: 'a.attname',
  });
}

/** The relations that another session has locked exclusively, among those that must be opened to print the definition. */
export async function lockedRelations(reading: DdlReading, relationOid: number): Promise<readonly string[]> {
  const query = selectRecords(
    'ddl.locked',
    { name: 'pg_catalog.pg_describe_object(l.classid, l.relation, 0)' },
    `(SELECT DISTINCT l.relation, 'pg_catalog.pg_class'::pg_catalog.regclass::oid AS classid
        FROM pg_catalog.pg_locks AS l
       WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
         AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
         AND (l.relation = $1::oid OR l.relation IN (
               SELECT p.refobjid
                 FROM pg_catalog.pg_depend AS p
                WHERE p.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                  AND (p.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND p.objid IN (
                         SELECT w.oid FROM pg_catalog.pg_rewrite AS w WHERE w.ev_class = $1::oid)
                    OR p.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND p.objid IN (
                         SELECT y.oid FROM pg_catalog.pg_policy AS y WHERE y.polrelid = $1::oid))
                UNION ALL
               SELECT i.inhparent FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = $1::oid
                UNION ALL
               SELECT x.indexrelid FROM pg_catalog.pg_index AS x WHERE x.indrelid = $1::oid))) AS l`,
    [String(relationOid)],
  );
  return (await readRows(reading, query)).map((row) => textOf(row.name));
}

/** `schema.table` of a foreign server and so on, quoted. */
export function serverClause({ server }: RelationDefinition): string | undefined {
  return server === undefined ? undefined : `SERVER ${quoteIdentifier(server)}`;
}

const expressions = {
  schema: 'n.nspname',
  name: 'c.relname',
  kind: 'c.relkind',
  owner: 'pg_catalog.pg_get_userbyid(c.relowner)',
  comment: `pg_catalog.obj_description(c.oid, 'pg_class')`,
  persistence: 'c.relpersistence',
  parameters: 'pg_catalog.to_json(c.reloptions)',
  toastParameters: `(SELECT pg_catalog.to_json(t.reloptions) FROM pg_catalog.pg_class AS t WHERE t.oid = c.reltoastrelid)`,
  tablespace: '(SELECT s.spcname FROM pg_catalog.pg_tablespace AS s WHERE s.oid = c.reltablespace)',
  // A partitioned table has an access method only when somebody chose one.
  accessMethod: `(SELECT m.amname FROM pg_catalog.pg_am AS m
            WHERE m.oid = c.relam AND (m.amname <> 'heap' OR c.relkind = 'p'))`,
  ofType: 'CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END',
  // A foreign table has none, which is kept as NOTHING.
  replicaIdentity: `CASE WHEN c.relkind <> 'f' THEN c.relreplident END`,
  rowSecurity: 'c.relrowsecurity',
  forcedRowSecurity: 'c.relforcerowsecurity',
  partitionKey: `CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END`,
  bound: `CASE WHEN c.relispartition THEN pg_catalog.pg_get_expr(c.relpartbound, c.oid) END`,
  parents: `(SELECT pg_catalog.json_agg(pg_catalog.json_build_object('oid', pc.oid, 'schema', pn.nspname, 'name', pc.relname)
                                          ORDER BY i.inhseqno)
            FROM pg_catalog.pg_inherits AS i
            JOIN pg_catalog.pg_class AS pc ON pc.oid = i.inhparent
            JOIN pg_catalog.pg_namespace AS pn ON pn.oid = pc.relnamespace
           WHERE i.inhrelid = c.oid)`,
  server: 'fs.srvname',
  serverOptions: 'pg_catalog.to_json(f.ftoptions)',
  populated: 'c.relispopulated',
  query: `CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END`,
  extensions: extensionsSql('pg_class', 'c.oid'),
  extension: `(SELECT e.extname FROM pg_catalog.pg_depend AS x JOIN pg_catalog.pg_extension AS e ON e.oid = x.refobjid
           WHERE x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND x.objid = c.oid AND x.deptype = 'e')`,
} as const;

const tables = `pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_foreign_table AS f ON f.ftrelid = c.oid
  LEFT JOIN pg_catalog.pg_foreign_server AS fs ON fs.oid = f.ftserver
 WHERE c.oid = $1::oid`;
