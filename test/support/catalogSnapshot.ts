import type { Client } from 'pg';
import { isRecord } from '../../src/base/validate';

/**
 * The whole catalog of a database as sorted lines, one for each row of each catalog, with names in the place of oids. What
 * differs from run to run (oids, files, statistics) is left out; everything else is in, whether our DDL knows it or not.
 * Source of the references: pg_get_catalog_foreign_keys(), so it needs PostgreSQL 14.
 */
export async function catalogSnapshot(client: Client): Promise<readonly string[]> {
  await client.query(`SET search_path = ''`);
  const known = await knownServer(client);
  const names = await readNames(client, known);
  const lines = [...(await dependencies(client))];
  for (const catalog of catalogs) {
    const columns = known.columns.get(catalog.name);
    if (columns) {
      for (const row of await readCatalog(client, catalog, columns)) {
        lines.push(`${catalog.name} ${JSON.stringify(sortKeys(named(row, catalog.name, names)))}`);
      }
    }
  }
  await client.query('RESET search_path');
  return lines.sort();
}

/** What is only in the first and what is only in the second. */
export function snapshotDifference(before: readonly string[], after: readonly string[]): readonly string[] {
  const [left, right] = [new Set(before), new Set(after)];
  return [
    ...before.filter((line) => !right.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !left.has(line)).map((line) => `+ ${line}`),
  ].sort((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1));
}

interface Catalog {
  readonly name: string;
  /** Which rows are of the user, for the alias `t`. */
  readonly where: string;
  readonly without?: readonly string[];
  /** What stands in the place of columns that hold oids or trees. */
  readonly instead?: Readonly<Record<string, string>>;
}

/** Objects that initdb did not make. */
const own = 't.oid >= 16384';
const notToast = (oid: string) =>
  `NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = ${oid} AND (c.relnamespace = 'pg_toast'::regnamespace
     OR c.oid IN (SELECT i.indexrelid FROM pg_index i JOIN pg_class x ON x.oid = i.indrelid WHERE x.relnamespace = 'pg_toast'::regnamespace)))`;
const acl = (column: string, letter: string, owner: string) =>
  `coalesce(t.${column}, acldefault(${letter}, t.${owner}))`;

const catalogs: readonly Catalog[] = [
  {
    name: 'pg_namespace',
    where: `${own} AND t.nspname !~ '^pg_(toast_)?temp_' OR t.nspname = 'public'`,
    instead: { nspacl: acl('nspacl', `'n'`, 'nspowner') },
  },
  {
    name: 'pg_class',
    where: `${own} AND ${notToast('t.oid')}`,
    without: [
      'relfilenode',
      'relpages',
      'reltuples',
      'relallvisible',
      'relallfrozen',
      'relfrozenxid',
      'relminmxid',
      'relnatts',
      'relhasindex',
      'relhastriggers',
      'relhasrules',
      'relhassubclass',
    ],
    instead: {
      reltoastrelid: `(SELECT to_jsonb(x.reloptions) FROM pg_class x WHERE x.oid = t.reltoastrelid)`,
      relacl: acl('relacl', `CASE t.relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END`, 'relowner'),
      relpartbound: 'pg_get_expr(t.relpartbound, t.oid)',
    },
  },
  {
    name: 'pg_attribute',
    where: `t.attrelid >= 16384 AND t.attnum > 0 AND NOT t.attisdropped AND ${notToast('t.attrelid')}`,
    without: ['attcacheoff', 'atthasmissing', 'attmissingval'],
    instead: {
      attnum: `(SELECT count(*) FROM pg_attribute b WHERE b.attrelid = t.attrelid AND b.attnum > 0 AND b.attnum <= t.attnum AND NOT b.attisdropped)`,
      attacl: `nullif(t.attacl, '{}')`,
      // Debian's PostgreSQL 15.20 keeps a number of its own among the options, another one in each table.
      attoptions: `nullif(ARRAY(SELECT o FROM unnest(t.attoptions) o WHERE o !~ '^pg_attver='), '{}')`,
    },
  },
  { name: 'pg_attrdef', where: own, instead: { adbin: 'pg_get_expr(t.adbin, t.adrelid)' } },
  {
    name: 'pg_constraint',
    where: own,
    instead: {
      conbin: 'pg_get_constraintdef(t.oid)',
      // Of a key it tells only whether a partition was attached or made as one, and means nothing.
      connoinherit: `CASE WHEN t.contype IN ('c', 'n', 'f') THEN t.connoinherit END`,
    },
  },
  {
    name: 'pg_index',
    where: `t.indexrelid >= 16384 AND ${notToast('t.indrelid')} AND ${notToast('t.indexrelid')}`,
    without: ['indcheckxmin'],
    instead: {
      indexprs: 'pg_get_expr(t.indexprs, t.indrelid)',
      indpred: 'pg_get_indexdef(t.indexrelid)',
    },
  },
  { name: 'pg_inherits', where: 'true' },
  { name: 'pg_sequence', where: 'true' },
  {
    name: 'pg_partitioned_table',
    where: 'true',
    instead: { partexprs: 'pg_get_partkeydef(t.partrelid)' },
  },
  {
    name: 'pg_proc',
    where: own,
    instead: {
      prosqlbody: 'pg_get_function_sqlbody(t.oid)',
      proargdefaults: 'pg_get_function_arguments(t.oid)',
      proacl: acl('proacl', `'f'`, 'proowner'),
    },
  },
  { name: 'pg_aggregate', where: 't.aggfnoid::oid >= 16384' },
  {
    name: 'pg_type',
    where: `${own} AND t.typnamespace <> 'pg_toast'::regnamespace`,
    instead: {
      typdefaultbin: 'pg_get_expr(t.typdefaultbin, 0)',
      typacl: acl('typacl', `'T'`, 'typowner'),
    },
  },
  {
    name: 'pg_enum',
    where: own,
    instead: {
      enumsortorder: `(SELECT count(*) FROM pg_enum b WHERE b.enumtypid = t.enumtypid AND b.enumsortorder <= t.enumsortorder)`,
    },
  },
  { name: 'pg_range', where: 't.rngtypid >= 16384' },
  {
    name: 'pg_rewrite',
    where: own,
    without: ['ev_qual'],
    instead: { ev_action: 'pg_get_ruledef(t.oid)' },
  },
  {
    name: 'pg_trigger',
    where: `${own} AND NOT t.tgisinternal`,
    instead: { tgqual: 'pg_get_triggerdef(t.oid)' },
  },
  {
    name: 'pg_policy',
    where: own,
    instead: {
      polqual: 'pg_get_expr(t.polqual, t.polrelid)',
      polwithcheck: 'pg_get_expr(t.polwithcheck, t.polrelid)',
    },
  },
  {
    name: 'pg_statistic_ext',
    where: own,
    instead: { stxexprs: 'pg_get_statisticsobjdef(t.oid)' },
  },
  {
    name: 'pg_description',
    where: 't.objoid >= 16384 OR t.objoid = 2200',
    without: ['objsubid'],
    instead: { objoid: '(pg_identify_object(t.classoid, t.objoid, t.objsubid)).identity' },
  },
  { name: 'pg_default_acl', where: own },
  { name: 'pg_extension', where: own },
  {
    name: 'pg_foreign_data_wrapper',
    where: own,
    instead: { fdwacl: acl('fdwacl', `'F'`, 'fdwowner') },
  },
  { name: 'pg_foreign_server', where: own, instead: { srvacl: acl('srvacl', `'S'`, 'srvowner') } },
  { name: 'pg_foreign_table', where: 'true' },
  { name: 'pg_user_mapping', where: own },
  { name: 'pg_publication', where: own },
  {
    name: 'pg_publication_rel',
    where: own,
    instead: { prqual: `pg_get_expr(to_jsonb(t)->>'prqual', t.prrelid)` },
  },
  { name: 'pg_publication_namespace', where: own },
  {
    name: 'pg_subscription',
    where: `${own} AND t.subdbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())`,
    without: ['subdbid', 'subskiplsn'],
  },
  { name: 'pg_event_trigger', where: own },
  { name: 'pg_collation', where: own },
  { name: 'pg_operator', where: own },
  { name: 'pg_cast', where: own },
];

/** For each catalog its references, and for each referenced catalog the names of its rows. */
interface Names {
  readonly references: ReadonlyMap<string, readonly Reference[]>;
  readonly rows: ReadonlyMap<string, RowNames>;
}

interface Reference {
  readonly columns: readonly string[];
  readonly to: string;
}

/** What is the same in every database of a version: read once for all, because it is most of the work. */
interface KnownServer {
  readonly columns: ReadonlyMap<string, readonly string[]>;
  readonly references: ReadonlyMap<string, readonly Reference[]>;
  /** The names of what initdb made. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

const knownServers = new Map<string, KnownServer>();

async function knownServer(client: Client): Promise<KnownServer> {
  const { rows } = await client.query<{ version: string }>('SHOW server_version');
  const version = rows[0]?.version ?? '';
  const known = knownServers.get(version) ?? (await readKnownServer(client));
  knownServers.set(version, known);
  return known;
}

async function readKnownServer(client: Client): Promise<KnownServer> {
  const { rows: found } = await client.query<{ from: string; columns: string[]; to: string }>(
    `SELECT replace(fktable::text, 'pg_catalog.', '') AS from, fkcols::text[] AS columns, replace(pktable::text, 'pg_catalog.', '') AS to
       FROM pg_get_catalog_foreign_keys()`,
  );
  const references = new Map<string, Reference[]>();
  for (const { from, columns, to } of found) {
    references.set(from, [...(references.get(from) ?? []), { columns, to }]);
  }
  const rows = await readRowNames(client, [...new Set(found.map((each) => each.to))], '< 16384');
  const { rows: attributes } = await client.query<{ catalog: string; columns: string[] }>(
    `SELECT c.relname AS catalog, array_agg(a.attname::text ORDER BY a.attnum) AS columns
       FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' GROUP BY c.relname`,
  );
  const columns = new Map(attributes.map((each) => [each.catalog, each.columns]));
  return { columns, references, rows };
}

/** Where a name stands: in what was made here, or else in what initdb made. */
class RowNames {
  constructor(
    private readonly fixed: ReadonlyMap<string, string>,
    private readonly made: ReadonlyMap<string, string>,
  ) {}

  get(key: string): string | undefined {
    return this.made.get(key) ?? this.fixed.get(key);
  }
}

async function readNames(client: Client, known: KnownServer): Promise<Names> {
  const made = await readRowNames(client, [...known.rows.keys()], '>= 16384');
  const rows = new Map<string, RowNames>();
  for (const [to, fixed] of known.rows) {
    rows.set(to, new RowNames(fixed, made.get(to) ?? new Map<string, string>()));
  }
  return { references: known.references, rows };
}

/** The names of the rows of each catalog, in one statement, because there are two dozen catalogs. */
async function readRowNames(
  client: Client,
  catalogNames: readonly string[],
  which: '< 16384' | '>= 16384',
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const parts = catalogNames.map((name) =>
    name === 'pg_attribute'
      ? `SELECT '${name}' AS catalog, attrelid || ' ' || attnum AS oid, attname::text AS name FROM pg_attribute WHERE attrelid >= 16384 AND attrelid ${which}`
      : `SELECT '${name}', t.oid::text, (pg_identify_object('pg_catalog.${name}'::regclass, t.oid, 0)).identity FROM pg_catalog.${name} t WHERE t.oid ${which}`,
  );
  const { rows } = await client.query<{ catalog: string; oid: string; name: string | null }>({
    name: `names ${which}`,
    text: `SELECT catalog, oid, name FROM (${parts.join(' UNION ALL ')}) AS found (catalog, oid, name)`,
  });
  const names = new Map<string, Map<string, string>>(catalogNames.map((name) => [name, new Map()]));
  for (const { catalog, oid, name } of rows) {
    names.get(catalog)?.set(oid, withoutOids(name ?? oid));
  }
  return names;
}

async function readCatalog(
  client: Client,
  catalog: Catalog,
  known: readonly string[],
): Promise<readonly Record<string, unknown>[]> {
  const instead = Object.entries(catalog.instead ?? {}).filter(([column]) => known.includes(column));
  const dropped = [...(catalog.without ?? []), ...instead.map(([column]) => column)];
  const added = instead.map(([column, sql]) => `'${column}', ${directly(sql, known)}`);
  const self =
    known.includes('oid') && catalog.name !== 'pg_enum'
      ? [`'self', (pg_identify_object('pg_catalog.${catalog.name}'::regclass, t.oid, 0)).identity`]
      : [];
  // With a name it is planned once for all snapshots of a connection: of a small catalog that is most of the work.
  const { rows } = await client.query<{ row: unknown }>({
    name: `snapshot of ${catalog.name}`,
    text: `SELECT to_jsonb(t) - $1::text[] || jsonb_build_object(${[...added, ...self].join(', ')}) AS row
             FROM pg_catalog.${catalog.name} AS t WHERE ${catalog.where}`,
    values: [dropped],
  });
  return rows.map(({ row }) => row).filter(isRecord);
}

/** A column that only newer servers have is written by its name where it is known. */
function directly(sql: string, known: readonly string[]): string {
  return sql.replace(/to_jsonb\(t\)->>'(\w+)'/, (_, column: string) =>
    known.includes(column) ? `t.${column}` : 'NULL::pg_node_tree',
  );
}

function named(row: Record<string, unknown>, catalog: string, names: Names): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(row)) {
    if (column !== 'oid') {
      result[column] = column.endsWith('acl') ? sortedList(value) : value;
    }
  }
  for (const { columns, to } of names.references.get(catalog) ?? []) {
    const rows = names.rows.get(to);
    const column = columns.at(-1) ?? '';
    const relation = columns.length === 2 ? `${String(row[columns[0] ?? ''])} ` : '';
    if (rows && column in result && (columns.length === 1 || to === 'pg_attribute')) {
      result[column] = mapped(row[column], (key) => rows.get(`${relation}${key}`) ?? key);
    }
  }
  return 'self' in result ? { ...result, self: withoutOids(String(result['self'])) } : result;
}

function mapped(value: unknown, name: (key: string) => string): unknown {
  if (Array.isArray(value)) {
    return value.map((each) => mapped(each, name));
  }
  return typeof value === 'string' || typeof value === 'number' ? name(String(value)) : value;
}

function sortedList(value: unknown): unknown {
  return Array.isArray(value) ? value.map(String).sort() : value;
}

/** The triggers of foreign keys have oids in their names. */
function withoutOids(name: string): string {
  return name.replace(/((?:RI|PK|Unique)_ConstraintTrigger(?:_[ac])?|pg_toast)_\d+/g, '$1');
}

function sortKeys(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function dependencies(client: Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ line: string }>({
    name: 'dependencies',
    text: `
    SELECT DISTINCT format('pg_depend %s %s -> %s %s (%s)', d.classid::regclass, o.identity, d.refclassid::regclass, r.identity, d.deptype) AS line
      FROM pg_depend d
     CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) AS o
     CROSS JOIN LATERAL pg_identify_object(d.refclassid, d.refobjid, d.refobjsubid) AS r
     WHERE d.objid >= 16384
     UNION
    SELECT format('pg_shdepend %s %s -> %s %s (%s)', d.classid::regclass, o.identity, d.refclassid::regclass, r.identity, d.deptype)
      FROM pg_shdepend d
     CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) AS o
     CROSS JOIN LATERAL pg_identify_object(d.refclassid, d.refobjid, 0) AS r
     WHERE d.dbid = (SELECT b.oid FROM pg_database b WHERE b.datname = current_database())`,
  });
  return rows.map(({ line }) => withoutOids(line)).filter((line) => !line.includes('pg_toast'));
}
