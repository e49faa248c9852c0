import assert from 'node:assert/strict';
import fc from 'fast-check';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import { lintRowSecurity } from '../../../../src/core/scaffold/rowSecurity/lint/lintRowSecurity';
import { readPolicyCatalog } from '../../../../src/core/scaffold/rowSecurity/lint/readPolicyCatalog';
import { rowSecurityScaffold } from '../../../../src/core/scaffold/rowSecurity/rowSecurityScaffold';
import type {
  PolicyCommand,
  PolicyRule,
  RowSecuritySpec,
} from '../../../../src/core/scaffold/rowSecurity/rowSecuritySpec';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../../../src/core/sql/quote';
import { testedMajor } from '../../../support/postgresBinaries';
import { sharedServer } from '../../../support/sharedServer';
import { arbitraryName, arbitraryRoleName, arbitraryText } from '../../../support/scaffold/arbitraryNames';
import type { PropertyBed } from '../../../support/scaffold/propertyBed';
import { propertyRun } from '../../../support/scaffold/propertyRun';

/** PostgreSQL 14 has no security_invoker. */
const hasInvoker = testedMajor() >= 15;

describe('Row security: generated specs', () => {
  it('apply, read back as specified, and are undone', async () => {
    await propertyRun(rowSecurityScaffold, arbitrarySpec, readBack, {
      server: await sharedServer(),
      prepare,
    });
  }).timeout(600_000);
});

interface Names {
  readonly schema: string;
  readonly table: string;
  readonly members: string;
  readonly columns: readonly string[];
  readonly roles: readonly string[];
}

const arbitraryNames: fc.Arbitrary<Names> = fc
  .record({
    schema: arbitraryName.filter(
      (name) => !name.startsWith('pg_') && !['public', 'information_schema'].includes(name),
    ),
    table: arbitraryName,
    members: arbitraryName,
    columns: fc.uniqueArray(
      arbitraryName.filter((name) => !systemColumns.has(name)),
      { minLength: 4, maxLength: 4 },
    ),
    roles: fc.uniqueArray(arbitraryRoleName, { minLength: 1, maxLength: 3 }),
  })
  .filter(
    ({ table, members, columns }) =>
      table !== members &&
      ![table, members].some((name) => name.startsWith('zz_')) &&
      !columns.includes('zz_part'),
  );

const systemColumns = new Set(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid']);
const settings = fc.constantFrom('app.tenant_id', 'App.Tenant$1', 'a.b.c', 'select.from');

const arbitrarySpec: fc.Arbitrary<RowSecuritySpec> = arbitraryNames.chain((names) =>
  fc.record({
    table: fc.constant({ schema: names.schema, name: names.table }),
    builtBy: fc.constant('database' as const),
    force: fc.boolean(),
    policies: fc.uniqueArray(arbitraryPolicy(names), {
      minLength: 1,
      maxLength: 4,
      selector: ({ name }) => name,
    }),
    grants: fc.boolean(),
    indexes: fc.boolean(),
    views: fc.boolean(),
    partitions: fc.constantFrom('revoke' as const, 'policies' as const, 'leave' as const),
  }),
);

function arbitraryPolicy(names: Names): fc.Arbitrary<RowSecuritySpec['policies'][number]> {
  return fc
    .record({
      name: arbitraryName,
      command: fc.constantFrom<PolicyCommand>('ALL', 'SELECT', 'INSERT', 'UPDATE', 'DELETE'),
      restrictive: fc.boolean(),
      roles: fc.oneof(fc.constant([]), fc.subarray([...names.roles], { minLength: 1 })),
      rule: arbitraryRule(names),
      mayDelete: fc.boolean(),
    })
    .map((policy) =>
      policy.rule.kind === 'everyRow'
        ? { ...policy, command: 'SELECT' as const, restrictive: false }
        : policy.rule.kind === 'membership' && policy.roles.length === 0
          ? { ...policy, roles: names.roles }
          : policy,
    );
}

/** Each column has the types that its place among the columns says; see `prepare`. */
function arbitraryRule({ schema, members, columns }: Names): fc.Arbitrary<PolicyRule> {
  const [value = '', text = '', time = '', gone = ''] = columns;
  return fc.oneof(
    fc.record({
      kind: fc.constant('tenant' as const),
      column: fc.constantFrom(value, text, time),
      setting: settings,
    }),
    fc.record({ kind: fc.constant('user' as const), column: fc.constant(text) }),
    fc.record({
      kind: fc.constant('membership' as const),
      column: fc.constant(value),
      members: fc.constant({ schema, name: members }),
      key: fc.constant(value),
      member: fc.constant(text),
      setting: fc.option(settings, { nil: undefined }),
    }),
    fc.record({
      kind: fc.constant('window' as const),
      from: fc.option(fc.constant(time), { nil: undefined }),
      until: fc.constant(time),
    }),
    fc.record({ kind: fc.constant('softDelete' as const), column: fc.constantFrom(time, gone) }),
    fc.record({ kind: fc.constant('guard' as const), setting: settings, value: arbitraryText }),
    fc.constant({ kind: 'everyRow' as const }),
  );
}

const valueTypes = [
  'uuid',
  'integer',
  'bigint',
  'numeric(10,2)',
  'date',
  'zz_schema.zz_domain',
  'zz_schema.zz_kind',
  'text[]',
];
const textTypes = ['text', 'varchar(20)', 'char(3)', 'name'];
const timeTypes = ['date', 'timestamp', 'timestamptz(3)'];

/** Columns are found by what the policies use them for; their types differ with the length of their names. */
function prepare(spec: RowSecuritySpec): readonly string[] {
  const { table, policies } = spec;
  const columns = new Map<string, string>();
  const pick = (types: readonly string[], name: string) => types[name.length % types.length] ?? 'text';
  const note = (name: string | undefined, types: readonly string[]) => {
    if (name !== undefined && !columns.has(name)) {
      columns.set(name, pick(types, name));
    }
  };
  // What needs a certain type comes first.
  for (const { rule } of policies) {
    if (rule.kind === 'user') {
      note(rule.column, textTypes);
    } else if (rule.kind === 'membership') {
      note(rule.column, valueTypes);
      note(rule.member, textTypes);
    } else if (rule.kind === 'window') {
      note(rule.from, timeTypes);
      note(rule.until, timeTypes);
    } else if (rule.kind === 'softDelete') {
      note(rule.column, [...timeTypes, 'boolean']);
    }
  }
  policies.forEach(({ rule }) => note(rule.kind === 'tenant' ? rule.column : undefined, valueTypes));
  // A flag of a soft deletion is no time, where both are wanted.
  for (const { rule } of policies.filter((policy) => policy.rule.kind === 'window')) {
    if (rule.kind === 'window') {
      columns.set(rule.until ?? '', pick(timeTypes, rule.until ?? ''));
    }
  }
  return [
    ...roleStatements(spec),
    'CREATE SCHEMA zz_schema',
    'CREATE DOMAIN zz_schema.zz_domain AS bigint',
    `CREATE TYPE zz_schema.zz_kind AS ENUM ('a')`,
    ...tableStatements(spec, columns),
    `CREATE VIEW ${quoteQualified(table.schema, 'zz_view')} AS SELECT 1 AS one FROM ${on(spec)}`,
    `CREATE VIEW ${quoteQualified(table.schema, 'zz_view_2')} WITH (security_barrier${hasInvoker ? ', security_invoker = false' : ''}) AS SELECT one FROM ${quoteQualified(table.schema, 'zz_view')}`,
  ];
}

function roleStatements({ policies }: RowSecuritySpec): readonly string[] {
  const roles = new Set(policies.flatMap((policy) => policy.roles));
  return [...roles].map(
    (role) => `CREATE ROLE ${quoteIdentifier(role)} ${role.length % 2 === 0 ? 'LOGIN' : ''}`,
  );
}

/** Partitioned and with grants on a partition, or with an older policy of the same name. */
function tableStatements(spec: RowSecuritySpec, columns: ReadonlyMap<string, string>): readonly string[] {
  const { table, policies } = spec;
  const list = [...columns].map(([name, type]) => `${quoteIdentifier(name)} ${type}`);
  const partitioned = spec.partitions !== 'leave';
  const members = policies.map(({ rule }) => rule).find((rule) => rule.kind === 'membership');
  const partition = quoteQualified(table.schema, 'zz_partition');
  const [policy] = policies;
  const role = policy?.roles[0] === undefined ? 'PUBLIC' : quoteIdentifier(policy.roles[0]);
  const [column] = columns.keys();
  return [
    `CREATE SCHEMA ${quoteIdentifier(table.schema)}`,
    `CREATE TABLE ${on(spec)} (${['zz_part int', ...list].join(', ')})${partitioned ? ' PARTITION BY LIST (zz_part)' : ''}`,
    ...(members?.kind === 'membership'
      ? [
          `CREATE TABLE ${quoteQualified(members.members.schema, members.members.name)} (${[
            ...new Set([members.key, members.member]),
          ]
            .map((name) => `${quoteIdentifier(name)} ${columns.get(name) ?? 'text'}`)
            .join(', ')})`,
        ]
      : []),
    ...(partitioned
      ? [
          `CREATE TABLE ${partition} PARTITION OF ${on(spec)} DEFAULT`,
          `GRANT SELECT, UPDATE ON ${partition} TO ${role}${role === 'PUBLIC' ? '' : ' WITH GRANT OPTION'}`,
          ...(column === undefined
            ? []
            : [`GRANT INSERT (${quoteIdentifier(column)}) ON ${partition} TO ${role}`]),
        ]
      : []),
    ...(column === undefined || policy?.roles[0] === undefined
      ? []
      : [
          `GRANT SELECT (${quoteIdentifier(column)}), UPDATE (${quoteIdentifier(column)}) ON ${on(spec)} TO ${role}`,
        ]),
    ...(policy !== undefined && policy.name.length % 2 === 1
      ? [
          `CREATE POLICY ${quoteIdentifier(policy.name)} ON ${on(spec)} FOR INSERT WITH CHECK (zz_part > 1)`,
          `COMMENT ON POLICY ${quoteIdentifier(policy.name)} ON ${on(spec)} IS 'older'`,
        ]
      : []),
  ];
}

function on({ table }: RowSecuritySpec): string {
  return quoteQualified(table.schema, table.name);
}

interface PolicyRow {
  readonly name: string;
  readonly permissive: string;
  readonly roles: readonly string[];
  readonly command: string;
}

async function readBack(bed: PropertyBed, spec: RowSecuritySpec): Promise<void> {
  const { rows } = await bed.client.query<PolicyRow>(
    `SELECT policyname::text AS name, permissive, roles::text[] AS roles, cmd AS command
       FROM pg_catalog.pg_policies WHERE schemaname = $1 AND tablename = $2`,
    [spec.table.schema, spec.table.name],
  );
  assert.deepEqual(
    byName(rows.map((row) => ({ ...row, roles: row.roles.toSorted() }))),
    byName(
      spec.policies.map(({ name, restrictive, roles, command }) => ({
        name,
        permissive: restrictive ? 'RESTRICTIVE' : 'PERMISSIVE',
        roles: roles.length === 0 ? ['public'] : roles.toSorted(),
        command,
      })),
    ),
  );
  await checkSwitches(bed, spec);
  const found = lintRowSecurity(await readPolicyCatalog(bed.catalog, neverCancelled)).map(({ rule }) => rule);
  const never = [
    ...[
      'policies-switched-off',
      'setting-may-be-missing',
      'empty-setting',
      'setting-read-per-row',
      'every-row-for-writes',
    ],
    ...(spec.grants ? ['role-without-grants'] : []),
    ...(spec.indexes ? ['policy-column-without-index'] : []),
    ...(spec.views && hasInvoker ? ['view-bypasses-policies'] : []),
    ...(spec.partitions === 'leave' ? [] : ['partition-granted']),
  ];
  assert.deepEqual(
    found.filter((rule) => never.includes(rule)),
    [],
  );
}

async function checkSwitches(bed: PropertyBed, spec: RowSecuritySpec): Promise<void> {
  const switched = await bed.client.query<{ enabled: boolean; forced: boolean }>(
    `SELECT relrowsecurity AS enabled, relforcerowsecurity AS forced FROM pg_catalog.pg_class WHERE oid = ${quoteLiteral(on(spec))}::pg_catalog.regclass`,
  );
  assert.deepEqual(switched.rows, [{ enabled: true, forced: spec.force }]);
  for (const { rule, roles, command, restrictive } of spec.grants ? spec.policies : []) {
    for (const role of roles) {
      const { rows } = await bed.client.query<{ able: boolean }>(
        `SELECT pg_catalog.has_schema_privilege($1, $2, 'USAGE')
            AND ($4 OR pg_catalog.has_table_privilege($1, $3::pg_catalog.regclass, $5)) AS able`,
        [role, spec.table.schema, on(spec), restrictive, command === 'ALL' ? 'UPDATE' : command],
      );
      assert.ok(rows[0]?.able === true || (restrictive && rule.kind !== 'membership'), role);
    }
  }
}

function byName<T extends { readonly name: string }>(rows: readonly T[]): readonly T[] {
  return rows.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
