import assert from 'node:assert/strict';
import { type DebugSubject, debugText } from '../../../../src/core/dbt/report/debugText';
import { exampleFinding, exampleProject, exampleTargets } from '../../../support/dbtStates';

function text(change: Partial<DebugSubject>): string {
  return debugText({
    program: 'Lakehouse Postgres 0.1.0',
    operatingSystem: 'linux',
    project: exampleProject(),
    target: exampleTargets[0],
    findings: [],
    connection: { kind: 'ok' },
    ...change,
  });
}

describe('a target as text', () => {
  it('has the layout of dbt debug and no password', () => {
    assert.equal(
      text({
        findings: [
          exampleFinding({ check: 'schema-public', message: 'It is\npublic.', advice: 'Use another.' }),
        ],
      }),
      `Lakehouse Postgres 0.1.0, in the layout of dbt debug. dbt itself was not run.
os info: linux
Using profiles dir at /home/ana/.dbt
Using profiles.yml file at /home/ana/.dbt/profiles.yml
Using dbt_project.yml file at /work/shop/dbt_project.yml
target: dev (the default)
adapter type: postgres
Configuration:
  profiles.yml file [OK found and valid]
  dbt_project.yml file [OK found and valid]

Connection:
  host: localhost
  port: 5432
  user: ana
  database: warehouse
  schema: ana
  connect_timeout: 10
  role: None
  search_path: None
  keepalives_idle: 0
  sslmode: None
  sslcert: None
  sslkey: None
  sslrootcert: None
  application_name: dbt
  autocommit: False
  retries: 1
  Connection test: [OK connection ok]

All checks passed!

Beyond dbt debug:
warning: It is public. Use another. [schema-public]
`,
    );
  });

  it('says what failed', () => {
    const failed = text({
      project: exampleProject({ profiles: undefined, targets: [] }),
      target: undefined,
      findings: [exampleFinding({ check: 'profiles-missing', severity: 'error' })],
      connection: { kind: 'error', message: 'Nobody listens at localhost:5432.' },
    });
    assert.match(failed, /profiles\.yml file \[ERROR not found\]/);
    assert.match(
      failed,
      /Connection test: \[ERROR\]\n\n2 checks failed:\nNobody listens at localhost:5432\.\n/,
    );
    assert.match(failed, /working directory, home:\n\/work\/shop\/profiles\.yml\n/);
  });

  it('does not show what secret variables hold', () => {
    const [dev] = exampleTargets;
    assert.ok(dev);
    const user = dev.fields.get('user');
    const password = dev.fields.get('password');
    assert.ok(user && password);
    const fields = new Map([...dev.fields, ['user', { ...user, value: password.value }] as const]);
    assert.match(text({ target: { ...dev, fields } }), /^ {2}user: \*{5}$/m);
  });
});
