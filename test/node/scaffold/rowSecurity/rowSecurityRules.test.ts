import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import type { ScaffoldPlan } from '../../../../src/core/scaffold/scaffold';
import type { FormValues } from '../../../../src/core/scaffold/scaffoldForm';
import { rowSecurityRules } from '../../../../src/core/scaffold/rowSecurity/rowSecurityRules';
import { rowSecurityScaffold } from '../../../../src/core/scaffold/rowSecurity/rowSecurityScaffold';
import { openCatalog, runAll } from '../../../support/catalog';
import type { TestServer } from '../../../support/postgres';
import { startPostgres } from '../../../support/postgres';
import { fixtureStatements, rowSecurityFixtures } from '../../../support/scaffold/rowSecurityFixtures';

interface RuleFixture {
  readonly setup: readonly string[];
  readonly values: FormValues;
}

const folder = path.join(rowSecurityFixtures, 'rules');
const rules = readdirSync(folder).map((file) => path.parse(file).name);

/** What each field can be given wrongly, and what is said. */
const problems: readonly (readonly [values: FormValues, field: string, message: RegExp])[] = [
  [{ table: 'documents' }, 'table', /with its schema/],
  [{ table: 'core.nothing' }, 'table', /no table core\.nothing/],
  [{ policies: [] }, 'policies', /at least one policy/],
  [policy({ column: 'nothing' }), 'policies.0.column', /no column nothing/],
  [policy({ column: 'payload' }), 'policies.0.column', /cannot be compared/],
  [policy({ roles: ['no "role'] }), 'policies.0.roles', /no role "no ""role"/],
  [policy({ roles: [] }), 'policies.0.roles', /Name the roles/],
  [policy({ roles: ['public', 'app'] }), 'policies.0.roles', /PUBLIC is every role/],
  [policy({ setting: "x'); drop table y" }), 'policies.0.setting', /prefix and a name/],
  [policy({ name: 'ü'.repeat(40) }), 'policies.0.name', /80 bytes/],
  [policy({ template: 'user' }), 'policies.0.column', /the column is uuid/],
  [policy({ template: 'window', from: 'kind' }), 'policies.0.from', /date or a timestamp/],
  [policy({ template: 'window' }), 'policies.0.from', /Name the column/],
  [policy({ template: 'softDelete', column: 'id' }), 'policies.0.column', /never NULL/],
  [policy({ template: 'everyRow', command: 'ALL' }), 'policies.0.command', /reading only/],
  [members({ members: 'core.documents' }), 'policies.0.members', /infinite recursion/],
  [members({ memberKey: 'person' }), 'policies.0.memberKey', /cannot be compared/],
  [members({ members: 'core.nobody' }), 'policies.0.members', /no table core\.nobody/],
];

describe('Row security: what the form says', () => {
  let server: TestServer;
  let base: string;

  before(async () => {
    server = await startPostgres();
    base = await server.createDatabase('base');
    await runAll(server, base, [...fixtureStatements('roles'), ...fixtureStatements('documents')]);
  });

  after(() => server.dispose());

  const plan = async (values: FormValues, setup: readonly string[] = []): Promise<ScaffoldPlan> => {
    const checked = rowSecurityScaffold.spec(values);
    if (checked.kind === 'problems') {
      return { steps: [], warnings: [], problems: checked.problems };
    }
    const database = setup.length === 0 ? base : await server.createDatabase('rule', { template: base });
    await runAll(server, database, setup);
    const catalog = await openCatalog(server, database);
    try {
      const facts = await rowSecurityScaffold.facts(catalog, checked.spec, neverCancelled);
      return rowSecurityScaffold.generate(checked.spec, facts);
    } finally {
      await catalog.close();
    }
  };

  it('has a fixture for every rule', () => {
    assert.deepEqual(rowSecurityRules.map(({ id }) => id).sort(), rules.toSorted());
  });

  it('warns of nothing but who sets the setting in the plain case', async () => {
    const found = await plan({
      table: 'core.documents',
      policies: [
        { template: 'tenant', roles: ['app_users'], column: 'tenant_id' },
        { template: 'everyRow', roles: ['core_owner', 'read_only'] },
      ],
    });
    assert.deepEqual(found.problems, []);
    assert.deepEqual(
      found.warnings.map(({ rule }) => rule),
      ['application-sets-it'],
    );
  });

  for (const rule of rules) {
    it(`warns: ${rule}`, async () => {
      const fixture = JSON.parse(readFileSync(path.join(folder, `${rule}.json`), 'utf8')) as RuleFixture;
      const found = await plan(fixture.values, fixture.setup);
      assert.deepEqual(found.problems, []);
      assert.ok(
        found.warnings.some((warning) => warning.rule === rule),
        JSON.stringify(found.warnings, null, 1),
      );
    });
  }

  for (const [values, field, message] of problems) {
    it(`refuses ${JSON.stringify(values)}`, async () => {
      const found = await plan({ table: 'core.documents', ...policy({}), ...values });
      assert.deepEqual(found.steps, []);
      const said = found.problems.find((problem) => problem.field === field);
      assert.match(said?.message ?? JSON.stringify(found.problems), message);
    });
  }
});

function policy(values: FormValues): FormValues {
  return { policies: [{ template: 'tenant', roles: ['app_users'], column: 'tenant_id', ...values }] };
}

function members(values: FormValues): FormValues {
  return policy({
    template: 'membership',
    members: 'core.members',
    memberKey: 'tenant_id',
    memberUser: 'member',
    ...values,
  });
}
