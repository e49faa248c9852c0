import assert from 'node:assert/strict';
import path from 'node:path';
import { neverCancelled } from '../../../src/base/cancelSignal';
import type { ConnectionProfile } from '../../../src/core/connections/connectionProfile';
import { readProfiles } from '../../../src/core/connections/readProfiles';
import { passwordVariables } from '../../../src/core/dbt/profiles/target';
import { JinjaRenderer } from '../../../src/node/dbt/jinja/jinjaRenderer';
import { readDbtPassword } from '../../../src/node/dbt/profiles/readDbtPassword';
import { readTargets } from '../../../src/node/dbt/profiles/readTargets';
import { readYaml } from '../../../src/node/dbt/yaml/readYaml';
import { repositoryRoot } from '../../support/sourceFiles';

const profiles = `shop:
  outputs:
    dev:
      type: postgres
      host: db.example
      port: "{{ env_var('SHOP_PORT', '6432') | as_number }}"
      user: ana
      pass: "{{ env_var('DBT_ENV_SECRET_SHOP') }}"
      dbname: warehouse
      schema: marts
    other: {type: duckdb, path: x}
`;

const entry = {
  ...{ id: 'shop', host: 'db.example', port: 6432, user: 'ana', database: 'warehouse', password: 'dbt' },
  dbtTarget: { profiles: '/home/ana/.dbt/profiles.yml', profile: 'shop', target: 'dev' },
};

function profileOf(change: Readonly<Record<string, unknown>> = {}): ConnectionProfile {
  const list = {
    scope: 'user' as const,
    label: 'user settings',
    idPrefix: '',
    value: [{ ...entry, ...change }],
  };
  const { value, problems } = readProfiles([list]);
  assert.deepEqual(problems, []);
  const [profile] = value;
  assert.ok(profile);
  return profile;
}

describe('the password of a connection that is a target of dbt', () => {
  let renderer: JinjaRenderer;

  before(() => {
    renderer = new JinjaRenderer(path.join(repositoryRoot, 'dist/threads/jinja.js'));
  });

  after(() => renderer.dispose());

  const read = (profile: ConnectionProfile, environment = { DBT_ENV_SECRET_SHOP: 'sesame' }) =>
    readDbtPassword(profile, environment, {
      renderer,
      signal: neverCancelled,
      readText: (file) => {
        assert.equal(file, entry.dbtTarget.profiles);
        return Promise.resolve(profiles);
      },
    });

  it('is what dbt would send', async () => {
    assert.equal(await read(profileOf()), 'sesame');
  });

  it('goes nowhere else than the target itself leads', async () => {
    for (const change of [
      { host: 'evil.example' },
      { host: 'db.example,evil.example' },
      { port: 5432 },
      { user: 'eve' },
      { ssh: { host: 'evil.example' } },
    ]) {
      await assert.rejects(read(profileOf(change)), /another host, port or user/, JSON.stringify(change));
    }
    const moved = { DBT_ENV_SECRET_SHOP: 'sesame', SHOP_PORT: '5433' };
    await assert.rejects(read(profileOf(), moved), /another host, port or user/);
  });

  it('is not sent when it is made of other variables than the user agreed to', async () => {
    const allowed = (variables: unknown) => profileOf({ dbtTarget: { ...entry.dbtTarget, variables } });
    assert.equal(await read(allowed(['DBT_ENV_SECRET_SHOP'])), 'sesame');
    for (const variables of [[], ['OTHER'], ['DBT_ENV_SECRET_SHOP', 'OTHER']]) {
      await assert.rejects(
        read(allowed(variables)),
        /made of other environment variables \(DBT_ENV_SECRET_SHOP\)/,
      );
    }
  });

  it('is made of the variables that its Jinja names, also while they are not set', async () => {
    const target = (password: string, environment: Readonly<Record<string, string>>) =>
      readTargets(
        {
          document: readYaml('p', `shop: {outputs: {dev: {password: ${JSON.stringify(password)}}}}`),
          ...{ profile: 'shop', chosen: 'dev' },
          world: { environment, vars: {}, target: undefined },
        },
        renderer,
        neverCancelled,
      ).then(({ targets: [dev] }) => dev && passwordVariables(dev));
    const both = `{{ env_var('B') }}{{ env_var("A", 'x') }}`;
    for (const environment of [{}, { A: '1' }, { A: '1', B: '2' }]) {
      assert.deepEqual(await target(both, environment), ['A', 'B']);
    }
    assert.deepEqual(await target(`{{ env_var('A' ~ 'B') }}`, { AB: '1' }), ['AB']);
    assert.deepEqual(await target('sekret', {}), []);
  });

  it('is not there for a target that is gone, or of another adapter', async () => {
    const target = (name: string) => ({ dbtTarget: { ...entry.dbtTarget, target: name } });
    await assert.rejects(read(profileOf(target('gone'))), /no target gone in the profile shop/);
    await assert.rejects(read(profileOf(target('other'))), /another host/);
  });

  it('is asked for in the settings in one way only', () => {
    const problemsOf = (change: Readonly<Record<string, unknown>>) =>
      readProfiles([
        { scope: 'user', label: 'user settings', idPrefix: '', value: [{ ...entry, ...change }] },
      ]).problems.map(({ message }) => message);
    assert.deepEqual(problemsOf({ dbtTarget: undefined }), ['dbtTarget: is missing.']);
    assert.deepEqual(problemsOf({ dbtTarget: 'dev' }), [
      'dbtTarget: must be an object with profiles, profile and target.',
    ]);
    assert.deepEqual(problemsOf({ dbtTarget: { profiles: '/p', target: 'dev', more: 1 } }), [
      'dbtTarget: its profile is missing.',
      'dbtTarget: more is no field of it.',
    ]);
    assert.deepEqual(problemsOf({ dbtTarget: { ...entry.dbtTarget, variables: 'PGPASSWORD' } }), [
      'dbtTarget: its variables must be a list of names.',
    ]);
  });
});
