import assert from 'node:assert/strict';
import { commandText, dbtArguments, nodeSelector } from '../../../../src/core/dbt/run/dbtCommand';
import { taskRefusal } from '../../../../src/core/dbt/run/taskKinds';

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

  const orders = { package: 'shop', name: 'orders', file: 'models/marts/orders.sql' };
  for (const [reach, expected] of [
    ['alone', 'path:models/marts/orders.sql'],
    ['parents', '+path:models/marts/orders.sql'],
    ['children', 'path:models/marts/orders.sql+'],
    ['both', '+path:models/marts/orders.sql+'],
  ] as const) {
    it(`selects a model with reach ${reach}`, () =>
      assert.equal(nodeSelector(orders, 'shop', reach), expected));
  }

  for (const [why, node, expected] of [
    ['would be read as two selectors', { name: 'orders', file: 'models/my marts/orders.sql' }, '+orders'],
    ['makes many tests', { name: 'not_null_orders_id', file: 'models/schema.yml' }, '+not_null_orders_id'],
    ['makes many tests', { name: 'unique_orders_id', file: 'models/SCHEMA.YAML' }, '+unique_orders_id'],
    ['is one of a package', { package: 'other', name: 'days', file: 'models/days.sql' }, '+days'],
  ] as const) {
    it(`selects by name where the file ${why}`, () =>
      assert.equal(nodeSelector({ package: 'shop', ...node }, 'shop', 'parents'), expected));
  }
});

describe('what can be done with a node', () => {
  for (const [task, kind, expected] of [
    ['build', 'seed', undefined],
    ['preview', 'test', undefined],
    ['run', 'seed', 'it is a seed, and dbt run makes models only. Build it: that is how dbt makes a seed.'],
    ['compile', 'source', 'it is a source, and dbt compiles models, snapshots, analyses and tests only.'],
    [
      'explain',
      'exposure',
      'it is an exposure, and there are queries to explain of models, snapshots, analyses and tests only.',
    ],
  ] as const) {
    it(`${task} of a ${kind}`, () => assert.equal(taskRefusal(task, { kind, name: 'it' }), expected));
  }
});
