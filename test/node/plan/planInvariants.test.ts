import assert from 'node:assert/strict';
import { Client } from 'pg';
import { computePlan, type PlanFigures } from '../../../src/core/plan/arithmetic';
import { parseJsonPlan } from '../../../src/core/plan/parseJson';
import type { PlannedStatement } from '../../../src/core/plan/planModel';
import { wrongBuffers, wrongTimes } from '../../support/plan/planInvariants';
import { forceParallel, planSetup, type PlanStatement, planStatements } from '../../support/planStatements';
import { testedMajor } from '../../support/postgresBinaries';
import { sharedServer } from '../../support/sharedServer';

/** Every node type that the statements must have produced, so that the invariants mean something. */
const nodeTypes = [
  'Aggregate',
  'Append',
  'Bitmap Heap Scan',
  'Bitmap Index Scan',
  'BitmapAnd',
  'BitmapOr',
  'CTE Scan',
  'Function Scan',
  'Gather',
  'Gather Merge',
  'Hash',
  'Hash Join',
  'Incremental Sort',
  'Index Only Scan',
  'Index Scan',
  'Limit',
  'LockRows',
  'Materialize',
  'Memoize',
  'Merge Append',
  'Merge Join',
  'ModifyTable',
  'Nested Loop',
  'ProjectSet',
  'Recursive Union',
  'Result',
  'Sample Scan',
  'Seq Scan',
  'SetOp',
  'Sort',
  'Subquery Scan',
  'Table Function Scan',
  'Tid Scan',
  'Unique',
  'Values Scan',
  'WindowAgg',
  'WorkTable Scan',
];
const newTypes: Readonly<Record<string, number>> = { 'Incremental Sort': 13, Memoize: 14 };

interface AnalyzedPlan {
  readonly sql: string;
  readonly plan: PlannedStatement;
  readonly figures: PlanFigures;
}

describe('Plans of a real server', () => {
  const major = testedMajor();
  const plans: AnalyzedPlan[] = [];

  before(async () => {
    const server = await sharedServer();
    const database = await server.createDatabase('plans');
    const client = new Client({ connectionString: server.url(database) });
    await client.connect();
    try {
      for (const sql of planSetup) {
        await client.query(sql);
      }
      for (const statement of planStatements.filter(({ since = 0 }) => since <= major)) {
        plans.push(...(await analyze(client, statement, [])));
        plans.push(...(await analyze(client, statement, [forceParallel(major)])));
      }
    } finally {
      await client.end();
    }
  });

  it('show every kind of node that a server can produce without extensions', () => {
    const seen = new Set(plans.flatMap(({ plan }) => plan.nodes.map((node) => node.nodeType)));
    const expected = nodeTypes.filter((type) => (newTypes[type] ?? 0) <= major);
    assert.deepEqual(
      expected.filter((type) => !seen.has(type)),
      [],
    );
    assert.ok(plans.length > 250, `${plans.length} plans`);
  });

  it('share out exactly the buffers that the root and what ran after it used', () => {
    const wrong = plans.flatMap(({ sql, plan, figures }) =>
      wrongBuffers(plan, figures).map((each) => `${sql}: ${each}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('share out the time of the root', () => {
    const wrong = plans.flatMap(({ sql, plan, figures }) =>
      wrongTimes(plan, figures).map((each) => `${sql}: ${each}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('have shares that add up to the whole at most', () => {
    for (const { sql, plan, figures } of plans) {
      const parallel = plan.nodes.some((node) => node.nodeType.startsWith('Gather'));
      const sum = figures.nodes.reduce((total, node) => total + (node.share ?? 0), 0);
      const rounding = figures.nodes.reduce((total, node) => total + node.selfToleranceMs, 0);
      const allowed = 1.02 + rounding / (figures.totalMs ?? 1);
      assert.ok(parallel || sum <= allowed, `${sql}: ${sum}`);
    }
  });

  it('have partitions that were never executed', () => {
    const idle = plans.filter(({ figures }) => figures.nodes.some((node) => node.neverExecuted));
    assert.ok(idle.length > 3);
    for (const { figures } of idle) {
      for (const node of figures.nodes.filter(({ neverExecuted }) => neverExecuted)) {
        assert.deepEqual([node.selfMs, node.rows.actual, node.estimate.kind], [0, 0, 'notCompared']);
      }
    }
  });
});

/** Runs the statement under its settings and takes everything back. */
async function analyze(
  client: Client,
  statement: PlanStatement,
  settings: readonly string[],
): Promise<readonly AnalyzedPlan[]> {
  await client.query('begin');
  try {
    for (const setting of [...(statement.set ?? []), ...settings]) {
      const [name, value] = setting.split('=');
      await client.query(`select set_config($1, $2, true)`, [name, value]);
    }
    const answer = await client.query<[string]>({
      text: `explain (analyze, verbose, buffers, settings, format json) ${statement.sql}`,
      rowMode: 'array',
      types: { getTypeParser: () => String },
    });
    const { value, problems } = parseJsonPlan(answer.rows[0]?.[0] ?? '');
    const unexpected = problems.filter(({ message }) => !message.includes('MERGE'));
    assert.deepEqual(unexpected, [], statement.sql);
    return (value?.results ?? []).flatMap((plan) =>
      plan.kind === 'plan' ? [{ sql: statement.sql, plan, figures: computePlan(plan) }] : [],
    );
  } finally {
    await client.query('rollback');
  }
}
