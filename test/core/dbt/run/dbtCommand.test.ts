import assert from 'node:assert/strict';
import { commandText, dbtArguments, nodeSelector } from '../../../../src/core/dbt/run/dbtCommand';
import { readDbtVersion } from '../../../../src/core/dbt/run/dbtVersion';

const place = { projectDir: '/w/shop', profilesDir: '/home/ana/.dbt', profile: 'shop', target: 'prod' };

describe('a command of dbt', () => {
  it('always names the project, the profiles, the profile and the target', () => {
    assert.equal(
      commandText('dbt', dbtArguments({ task: 'build', select: ['path:models/orders.sql+'] }, place)),
      'dbt build --project-dir /w/shop --profiles-dir /home/ana/.dbt --profile shop --target prod' +
        ' --select path:models/orders.sql+',
    );
  });

  it('writes elsewhere and builds from nothing when told', () => {
    assert.deepEqual(
      dbtArguments(
        { task: 'run', select: [], fullRefresh: true },
        { ...place, targetPath: '/tmp/a b' },
      ).slice(-3),
      ['--target-path', '/tmp/a b', '--full-refresh'],
    );
  });

  const orders = { name: 'orders', file: 'models/marts/orders.sql' };
  for (const [reach, expected] of [
    ['alone', 'path:models/marts/orders.sql'],
    ['parents', '+path:models/marts/orders.sql'],
    ['children', 'path:models/marts/orders.sql+'],
    ['both', '+path:models/marts/orders.sql+'],
  ] as const) {
    it(`selects a model with reach ${reach}`, () => assert.equal(nodeSelector(orders, reach), expected));
  }

  it('selects by name where the file would be read as two selectors', () => {
    assert.equal(nodeSelector({ name: 'orders', file: 'models/my marts/orders.sql' }, 'alone'), 'orders');
  });
});

describe('the version of dbt', () => {
  const cases = [
    {
      what: 'dbt 1.11',
      printed:
        'Core:\n  - installed: \u001b[32m1.11.16\u001b[0m\n  - latest:    1.12.6\n\nPlugins:\n  - postgres: 1.11.0 - Up to date!\n',
      expected: { engine: 'python', version: '1.11.16', postgres: '1.11.0' },
    },
    {
      what: 'dbt 1.5 without an adapter for PostgreSQL',
      printed:
        'Core:\n  - installed: 1.5.11\n  - latest:    1.12.6 - Update available!\n\nPlugins:\n  - duckdb: 1.5.2\n',
      expected: { engine: 'python', version: '1.5.11', postgres: undefined },
    },
    { what: 'v2', printed: 'dbt 2.0.9\n', expected: { engine: 'v2', version: '2.0.9', postgres: undefined } },
    {
      what: 'Fusion',
      printed: 'dbt-fusion 2.0.0-preview.72\n',
      expected: { engine: 'v2', version: '2.0.0-preview.72', postgres: undefined },
    },
    { what: 'another program', printed: 'Usage: dbt [file]\n', expected: undefined },
  ] as const;
  for (const { what, printed, expected } of cases) {
    it(`is read of ${what}`, () => assert.deepEqual(readDbtVersion(printed), expected));
  }
});
