import assert from 'node:assert/strict';
import type { DbtFinding } from '../../../../src/core/dbt/finding';
import { type DbtProjectState, keptLive } from '../../../../src/core/dbt/view/dbtState';
import { crossChecks } from '../../../../src/core/dbt/checks/cross/crossChecks';
import { relationMark, relationsOfGraph } from '../../../../src/core/dbt/view/relationMark';
import {
  exampleFinding,
  exampleGraph,
  exampleNode,
  exampleProject,
  exampleRun,
  exampleState,
  exampleTarget,
  exampleTargets,
  stateTime,
} from '../../../support/dbtStates';

const source = exampleNode({
  ...{ id: 'source.shop.raw.orders', kind: 'source', name: 'orders', sourceName: 'raw' },
  relation: { database: undefined, schema: 'raw', name: 'orders' },
});
const stage = exampleNode({
  ...{ id: 'model.shop.stg_orders', kind: 'model', name: 'stg_orders', dependsOn: [source.id] },
});
const orders = exampleNode({
  ...{ id: 'model.shop.orders', kind: 'model', name: 'orders', dependsOn: [stage.id] },
  ...{ file: 'models/marts/orders.sql', relation: { database: 'warehouse', schema: 'bi', name: 'Sales' } },
});
const tests = ['not_null', 'unique'].map((name) =>
  exampleNode({ id: `test.shop.${name}`, kind: 'test', name, dependsOn: [orders.id] }),
);
const graph = exampleGraph([source, stage, orders, ...tests]);
const relations = relationsOfGraph(graph);

const driftChecks = crossChecks
  .map(({ id }) => id)
  .filter((id) => !['last-build', 'source-freshness'].includes(id));

function marked(change: Partial<DbtProjectState>): string {
  const { words, mood, lines } = relationMark(
    orders,
    exampleState({ graph, ...change }),
    relations,
    stateTime + 60_000,
  );
  return `${mood}: ${words}\n${lines.join('\n')}`;
}

function checked(findings: readonly DbtFinding[]): DbtProjectState['live'] {
  return new Map([['dev', { kind: 'done', at: stateTime, connection: { kind: 'ok' }, findings }]]);
}

describe('what dbt knows of a relation', () => {
  it('is found by the names of the relation, in its database alone', () => {
    assert.equal(relations.find('warehouse', 'bi', 'Sales'), orders);
    assert.equal(relations.find('elsewhere', 'bi', 'Sales'), undefined);
    assert.equal(relations.find('warehouse', 'bi', 'orders'), undefined);
    assert.equal(relations.find('elsewhere', 'raw', 'orders'), source);
  });

  it('is little before anything ran', () =>
    assert.equal(
      marked({}),
      `plain: \ndbt model shop.orders, models/marts/orders.sql\nLast run of dbt: none is known.\nTests: 2, of which 0 ran and 0 failed`,
    ));

  it('is calm where all is well', () =>
    assert.equal(
      marked({
        runs: new Map([
          [orders.id, exampleRun('success')],
          ...tests.map(({ id }) => [id, exampleRun('pass')] as const),
        ]),
        live: checked([]),
      }),
      `plain: dbt success 2 h ago · 2 tests passed
dbt model shop.orders, models/marts/orders.sql
Last run of dbt: success 2 h ago, 1.5 s
Tests: 2, of which 2 ran and 0 failed
Compared with the database 1 min ago.`,
    ));

  it('names tests that failed, stale sources above it, and differences', () =>
    assert.equal(
      marked({
        runs: new Map([
          [orders.id, exampleRun('success')],
          [source.id, exampleRun('warn')],
          ['test.shop.unique', exampleRun('fail', { rows: 3 })],
        ]),
        live: checked([
          exampleFinding({ check: 'index-missing', node: orders.id }),
          exampleFinding({ check: 'column-names', node: stage.id }),
        ]),
      }),
      `warning: 1 difference · 1 stale source · 1 of 2 tests failed · dbt success 2 h ago
dbt model shop.orders, models/marts/orders.sql
Last run of dbt: success 2 h ago, 1.5 s
Tests: 2, of which 1 ran and 1 failed
Test unique: fail, 3 rows
Stale source raw.orders: freshness warn 2 h ago
Differs: index-missing was found.
Compared with the database 1 min ago.`,
    ));

  it('tells a test that only warns from one that failed', () => {
    const warned = marked({ runs: new Map([['test.shop.unique', exampleRun('warn', { rows: 3 })]]) });
    assert.match(warned, /^warning: 1 of 2 tests warned\n/);
    assert.match(warned, /\nTests: 2, of which 1 ran, 0 failed and 1 warned\nTest unique: warn, 3 rows$/m);
  });

  it('counts findings of checks that compare, of this node and of the shown target alone', () => {
    const finding = exampleFinding({ check: 'columns', node: orders.id, severity: 'error' });
    for (const check of driftChecks) {
      const found = marked({ live: checked([{ ...finding, check }]) });
      assert.match(found, /^error: 1 difference\n[^]*\nDiffers: columns was found\.\n/, check);
    }
    assert.match(marked({ live: checked([{ ...finding, check: 'last-build' }]) }), /^plain: \n/);
    const live = new Map([...checked([{ ...finding, check: driftChecks[0] ?? '' }])]);
    assert.match(marked({ live, shown: exampleTargets[1] }), /^plain: \n/);
  });

  it('is the freshness of a source, also where only a live check found it stale', () => {
    const live = checked([exampleFinding({ check: 'source-freshness', node: source.id })]);
    const state = exampleState({ graph, live, runs: new Map([[source.id, exampleRun('pass')]]) });
    const { words, lines } = relationMark(source, state, relations, stateTime);
    assert.equal(words, '1 stale source · freshness pass 2 h ago');
    assert.equal(lines[1], 'Freshness by dbt: pass 2 h ago, 1.5 s');
  });

  it('is an error after a run that failed', () =>
    assert.match(
      marked({ runs: new Map([[orders.id, exampleRun('error')]]) }),
      /^error: dbt error 2 h ago\n/,
    ));

  it('says when the profile is another since, and forgets targets that are gone', () => {
    const before = exampleState({
      live: new Map([
        ...checked([]),
        ['gone', { kind: 'running' }],
        ['prod', { kind: 'done', at: 0, connection: { kind: 'ok' }, findings: [] }],
      ]),
    });
    const [, prod] = exampleTargets;
    assert.ok(prod);
    const dev = exampleTarget('dev', { type: 'postgres', host: 'elsewhere' }, true);
    const live = keptLive(before, exampleProject({ targets: [dev, { ...prod }] }));
    assert.deepEqual([...live.keys()], ['dev', 'prod']);
    assert.match(marked({ live }), /\nCompared with the database 1 min ago, with an older profile\.$/);
    assert.equal(live.get('prod'), before.live.get('prod'));
  });
});
