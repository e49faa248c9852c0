import assert from 'node:assert/strict';
import type { DbtItem } from '../../../../src/core/dbt/view/dbtItem';
import { dbtItems } from '../../../../src/core/dbt/view/dbtItems';
import { type DbtProjectState, shownTarget } from '../../../../src/core/dbt/view/dbtState';
import {
  exampleFinding,
  exampleGraph,
  exampleNode,
  exampleProject,
  exampleRun,
  exampleState,
  exampleTargets,
  stateTime,
} from '../../../support/dbtStates';

const checks = new Map([['schema-public', { title: 'Schema public', explanation: 'Why it matters.' }]]);

function shows(state: DbtProjectState, expected: string): void {
  const lines: string[] = [];
  const seen = new Set<string>();
  const walk = (items: readonly DbtItem[], depth: number) => {
    for (const item of items) {
      assert.ok(!seen.has(item.id), `the id ${item.id} is used twice`);
      seen.add(item.id);
      lines.push(
        `${'  '.repeat(depth)}${mark(item)} ${item.label}${item.description && ` (${item.description})`}`,
      );
      walk(item.children(), depth + 1);
    }
  };
  walk(dbtItems([state], { checks, now: stateTime + 60_000 }), 0);
  assert.equal(
    `${lines.join('\n')}\n`,
    expected.replace(/^\n/, '').replaceAll(/^ {6}/gm, '').trimEnd() + '\n',
  );
}

function mark({ mood }: DbtItem): string {
  return { good: '+', warning: '?', error: '!', plain: '-' }[mood];
}

describe('the dbt view', () => {
  it('lists targets with what is known of them', () =>
    shows(
      exampleState({
        findings: [
          exampleFinding({ check: 'schema-public', target: 'prod' }),
          exampleFinding({ check: 'unreadable-password', target: 'prod', severity: 'error' }),
          exampleFinding({ check: 'gone-target', target: 'gone', severity: 'hint' }),
          exampleFinding({ check: 'schema-public', target: 'dev', node: 'model.shop.orders.v2' }),
        ],
        live: new Map([
          ['dev', { kind: 'done', at: stateTime - 240_000, connection: { kind: 'ok' }, findings: [] }],
          [
            'prod',
            {
              kind: 'done',
              at: stateTime,
              connection: { kind: 'error', message: 'Nobody listens.' },
              findings: [],
            },
          ],
        ]),
      }),
      `
      ! shop (target dev · 1 error, 2 warnings, 1 hint)
        + Project (1 hint)
          + gone-target was found. (gone-target)
        - Targets
          ? dev (shown · default · 1 warning · localhost/warehouse · ana)
            ? Configuration (1 warning, 1 min ago)
              ? orders.v2: Schema public (schema-public was found.)
            + Live check (Nothing found, 5 min ago)
          ! prod (1 error, 1 warning · db.example:6432/warehouse · marts)
            ! Configuration (1 error, 1 warning, 1 min ago)
              ! unreadable-password was found. (unreadable-password)
              ? schema-public was found. (Schema public)
            ! Live check (Failed 1 min ago: Nobody listens.)
          - laptop (duckdb)
            + Configuration (Nothing found, 1 min ago)
            - Not PostgreSQL (With this target dbt builds into duckdb, not into PostgreSQL. Only what holds for every adapter is checked, nothing is connected, and models built here are not on the PostgreSQL server until a postgres target builds them too.)
      `,
    ));

  it('lists models by folder and by tag, with runs, tests and findings', () => {
    const orders = exampleNode({
      ...{ id: 'model.shop.orders', kind: 'model', name: 'orders', materialized: 'table', tags: ['mart'] },
      file: 'models/marts/core/orders.sql',
    });
    const stage = exampleNode({
      ...{ id: 'model.shop.stg_orders', kind: 'model', name: 'stg_orders', materialized: 'view' },
      ...{ file: 'models/staging/stg_orders.sql', enabled: false },
    });
    const source = exampleNode({
      id: 'source.shop.raw.orders',
      kind: 'source',
      name: 'orders',
      sourceName: 'raw',
    });
    const test = (name: string, of: string) =>
      exampleNode({ id: `test.shop.${name}`, kind: 'test', name, dependsOn: [of] });
    const tests = [test('not_null_orders_id', orders.id), test('unique_orders_id', orders.id)];
    const foreign = exampleNode({ id: 'model.utils.dates', kind: 'model', name: 'dates', package: 'utils' });
    shows(
      exampleState({
        project: exampleProject({ targets: [] }),
        shown: undefined,
        graph: exampleGraph([orders, stage, source, ...tests, foreign]),
        runs: new Map([
          [orders.id, exampleRun('success')],
          ['test.shop.unique_orders_id', exampleRun('fail', { rows: 3 })],
          ['test.shop.not_null_orders_id', exampleRun('pass')],
          [source.id, exampleRun('warn')],
        ]),
        findings: [exampleFinding({ check: 'schema-public', node: orders.id })],
      }),
      `
      ? shop (no target · 1 warning)
        - Targets (None is known)
        - Models (2, read from files)
          - models (2)
            - marts/core (1)
              ? orders (1 of 2 tests failed · table · success 2 h ago)
                ? Schema public (schema-public was found.)
                + not_null_orders_id (pass 2 h ago)
                ! unique_orders_id (fail 2 h ago · 3 rows)
            - staging (1)
              - stg_orders (disabled · view)
        - Tags
          - mart (1)
            ? orders (1 of 2 tests failed · table · success 2 h ago)
              ? Schema public (schema-public was found.)
              + not_null_orders_id (pass 2 h ago)
              ! unique_orders_id (fail 2 h ago · 3 rows)
        - Sources
          - raw (1)
            ? orders (warn 2 h ago)
      `,
    );
  });

  it('opens a project only where it is the only one', () => {
    const other = exampleState({ project: exampleProject({ root: '/work/other' }) });
    const open = (states: readonly DbtProjectState[]) =>
      dbtItems(states, { checks, now: stateTime }).map((item) => item.open);
    assert.deepEqual(open([exampleState()]), ['open']);
    assert.deepEqual(open([exampleState(), other]), ['closed', 'closed']);
  });

  it('shows names that would break a line as pictures', () => {
    const [item] = dbtItems([exampleState({ project: exampleProject({ name: 'a\nb\u202e' }) })], {
      checks,
      now: stateTime,
    });
    assert.equal(item?.label, 'a\u240ab\ufffd');
  });
});

describe('the target that is shown', () => {
  it('is the chosen one while it exists, else the default', () => {
    const project = exampleProject();
    assert.equal(shownTarget(project, 'prod')?.name, 'prod');
    assert.equal(shownTarget(project, 'gone')?.name, 'dev');
    assert.equal(shownTarget(project, undefined)?.name, 'dev');
    assert.equal(shownTarget(exampleProject({ targets: exampleTargets.slice(1) }), undefined), undefined);
  });
});
