import { quoteIdentifier } from '../../sql/quote';
import type { CatalogQuery } from '../../ports';
import { flagOf, textOf } from '../cells';
import { jsonTexts } from '../jsonCell';
import { type ActionTarget, ownName } from '../actions/target';
import { type DdlReading, readRows } from './ddl';
import { commentStatement, extensionsSql, objectOf, ownerStatement, partOf } from './describe';
import { selectRecords } from './records';

/**
 * The triggers of a relation, or the one with the oid: without those that belong to a constraint, and without those that a
 * partition has from its parent, of which only a differing state is said.
 */
export async function triggerStatements(
  reading: DdlReading,
  table: ActionTarget,
  only?: number,
): Promise<readonly string[]> {
  const triggers = await readRows(reading, triggerQuery(table.oid, only));
  return triggers.flatMap((row) => {
    const name = textOf(row.name);
    const inherited = flagOf(row.inherited);
    const self = partOf(table, 'trigger', name);
    const state = inherited && row.state === row.parentState ? 'O' : textOf(row.state);
    return [
      inherited && only === undefined ? undefined : textOf(row.definition),
      enabledStatement(table, 'TRIGGER', name, state),
      ...jsonTexts(row.extensions).map(
        (extension) =>
          `ALTER TRIGGER ${quoteIdentifier(name)} ON ${ownName(table)} DEPENDS ON EXTENSION ${quoteIdentifier(extension)}`,
      ),
      commentStatement(self, row.comment),
    ].filter((sql) => sql !== undefined);
  });
}

/** The row security policies of a table, or the one with the oid. */
export async function policyStatements(
  reading: DdlReading,
  table: ActionTarget,
  only?: number,
): Promise<readonly string[]> {
  const policies = await readRows(reading, policyQuery(table.oid, only));
  return policies.flatMap((row) => {
    const name = textOf(row.name);
    const roles = jsonTexts(row.roles).map((role) => (role === '' ? 'PUBLIC' : quoteIdentifier(role)));
    const sql = [
      `CREATE POLICY ${quoteIdentifier(name)} ON ${ownName(table)}`,
      flagOf(row.permissive) ? undefined : 'AS RESTRICTIVE',
      row.command === '*' ? undefined : `FOR ${commands[textOf(row.command)] ?? 'ALL'}`,
      `TO ${roles.join(', ')}`,
      row.using === null ? undefined : `USING (${row.using})`,
      row.check === null ? undefined : `WITH CHECK (${row.check})`,
    ];
    return [
      sql.filter((part) => part !== undefined).join('\n  '),
      commentStatement(partOf(table, 'policy', name), row.comment),
    ].filter((each) => each !== undefined);
  });
}

/** The rewrite rules of a relation, or the one with the oid; without the one that makes a view a view. */
export async function ruleStatements(
  reading: DdlReading,
  table: ActionTarget,
  only?: number,
): Promise<readonly string[]> {
  const rules = await readRows(reading, ruleQuery(table.oid, only));
  return rules.flatMap((row) => {
    const name = textOf(row.name);
    return [
      textOf(row.definition).replace(/;\s*$/, ''),
      enabledStatement(table, 'RULE', name, textOf(row.state)),
      commentStatement(partOf(table, 'rule', name), row.comment),
    ].filter((sql) => sql !== undefined);
  });
}

/** The extended statistics of a relation, or those with the oid. */
export async function statisticsStatements(
  reading: DdlReading,
  tableOid: number,
  only?: number,
): Promise<readonly string[]> {
  const statistics = await readRows(reading, statisticsQuery(tableOid, only));
  return statistics.flatMap((row) => {
    const self = objectOf('statistics', textOf(row.schema), textOf(row.name));
    return [
      textOf(row.definition),
      row.target === null ? undefined : `ALTER STATISTICS ${ownName(self)} SET STATISTICS ${row.target}`,
      ownerStatement(self, row.owner),
      commentStatement(self, row.comment),
    ].filter((sql) => sql !== undefined);
  });
}

/** How what fires is switched, by a state as in `pg_trigger.tgenabled`; undefined for the usual state. */
export function enabledStatement(
  table: ActionTarget,
  what: 'TRIGGER' | 'RULE',
  name: string,
  state: string,
): string | undefined {
  const word = enabledWords[state];
  const relation = table.kind === 'foreignTable' ? 'FOREIGN TABLE' : 'TABLE';
  return word === undefined
    ? undefined
    : `ALTER ${relation} ${ownName(table)} ${word.replace('%', what)} ${quoteIdentifier(name)}`;
}

const enabledWords: Readonly<Record<string, string>> = {
  D: 'DISABLE %',
  R: 'ENABLE REPLICA %',
  A: 'ENABLE ALWAYS %',
};

/** `pg_policy.polcmd` */
const commands: Readonly<Record<string, string>> = { r: 'SELECT', a: 'INSERT', w: 'UPDATE', d: 'DELETE' };

type Names = 'name' | 'comment';
type PartQuery<Name extends string> = CatalogQuery<Readonly<Record<Name | Names, string | null>>>;

function values(tableOid: number, only: number | undefined): readonly (string | null)[] {
  return [String(tableOid), only === undefined ? null : String(only)];
}

function triggerQuery(
  tableOid: number,
  only: number | undefined,
): PartQuery<'definition' | 'state' | 'inherited' | 'parentState' | 'extensions'> {
  // A trigger that a partition has from its parent depends on the parent's trigger, in every version.
  return selectRecords(
    'ddl.triggers',
    {
      name: 'g.tgname',
      definition: 'pg_catalog.pg_get_triggerdef(g.oid)',
      state: 'g.tgenabled',
      inherited: 'd.refobjid IS NOT NULL',
      parentState: 'p.tgenabled',
      extensions: extensionsSql('pg_trigger', 'g.oid'),
      comment: `pg_catalog.obj_description(g.oid, 'pg_trigger')`,
    },
    `pg_catalog.pg_trigger AS g
    LEFT JOIN pg_catalog.pg_depend AS d
      ON d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND d.objid = g.oid
     AND d.refclassid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
    LEFT JOIN pg_catalog.pg_trigger AS p ON p.oid = d.refobjid
   WHERE g.tgrelid = $1::oid AND NOT g.tgisinternal AND ($2::oid IS NULL OR g.oid = $2::oid)
   ORDER BY g.oid`,
    values(tableOid, only),
  );
}

function policyQuery(
  tableOid: number,
  only: number | undefined,
): PartQuery<'permissive' | 'command' | 'roles' | 'using' | 'check'> {
  return selectRecords(
    'ddl.policies',
    {
      name: 'y.polname',
      permissive: 'y.polpermissive',
      command: 'y.polcmd',
      roles: `(SELECT pg_catalog.json_agg(CASE WHEN r.oid = 0 THEN '' ELSE pg_catalog.pg_get_userbyid(r.oid)::text END ORDER BY r.place)
              FROM pg_catalog.unnest(y.polroles) WITH ORDINALITY AS r (oid, place))`,
      using: 'pg_catalog.pg_get_expr(y.polqual, y.polrelid)',
      check: 'pg_catalog.pg_get_expr(y.polwithcheck, y.polrelid)',
      comment: `pg_catalog.obj_description(y.oid, 'pg_policy')`,
    },
    `pg_catalog.pg_policy AS y
   WHERE y.polrelid = $1::oid AND ($2::oid IS NULL OR y.oid = $2::oid)
   ORDER BY y.oid`,
    values(tableOid, only),
  );
}

function ruleQuery(tableOid: number, only: number | undefined): PartQuery<'definition' | 'state'> {
  return selectRecords(
    'ddl.rules',
    {
      name: 'w.rulename',
      definition: 'pg_catalog.pg_get_ruledef(w.oid)',
      state: 'w.ev_enabled',
      comment: `pg_catalog.obj_description(w.oid, 'pg_rewrite')`,
    },
    `pg_catalog.pg_rewrite AS w
   WHERE w.ev_class = $1::oid AND w.rulename <> '_RETURN' AND ($2::oid IS NULL OR w.oid = $2::oid)
   ORDER BY w.oid`,
    values(tableOid, only),
  );
}

function statisticsQuery(
  tableOid: number,
  only: number | undefined,
): PartQuery<'schema' | 'definition' | 'target' | 'owner'> {
  return selectRecords(
    'ddl.statistics',
    {
      schema: '(SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = s.stxnamespace)',
      name: 's.stxname',
      definition: 'pg_catalog.pg_get_statisticsobjdef(s.oid)',
      // The column came with PostgreSQL 13, and -1 stood for the default before 17.
      target: `nullif(pg_catalog.to_jsonb(s) ->> 'stxstattarget', '-1')`,
      owner: 'pg_catalog.pg_get_userbyid(s.stxowner)',
      comment: `pg_catalog.obj_description(s.oid, 'pg_statistic_ext')`,
    },
    `pg_catalog.pg_statistic_ext AS s
   WHERE s.stxrelid = $1::oid AND ($2::oid IS NULL OR s.oid = $2::oid)
   ORDER BY s.oid`,
    values(tableOid, only),
  );
}
