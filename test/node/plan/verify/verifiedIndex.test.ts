import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import { createIndexSql, type IndexProposal } from '../../../../src/core/plan/advice/advice';
import { advisePlan } from '../../../../src/core/plan/advice/advisePlan';
import { computePlan } from '../../../../src/core/plan/arithmetic';
import { comparePlans } from '../../../../src/core/plan/compare/comparePlans';
import { readRelationFacts } from '../../../../src/core/plan/facts/readRelationFacts';
import { parseJsonPlan } from '../../../../src/core/plan/parseJson';
import type { PlannedStatement } from '../../../../src/core/plan/planModel';
import { runExplain } from '../../../../src/core/plan/runExplain';
import { tryOnCopy } from '../../../../src/core/plan/verify/tryOnCopy';
import { run } from '../../../support/sessions';
import { sharedServer } from '../../../support/sharedServer';
import { TrialBed } from '../../../support/trials';

/** `LAKEHOUSE_TRIAL_ROWS=5000000` is the size that is promised; it takes a minute and 2 GB of disk. */
const rows = Number(process.env.LAKEHOUSE_TRIAL_ROWS ?? 100_000);

describe(`A verified index proposal on a table of ${rows.toLocaleString('en-US')} rows`, function () {
  let bed: TrialBed;
  const text = 'select * from marts.orders where customer = 4711';
  const table = { schema: 'marts', relation: 'orders' };

  before(async function () {
    this.timeout(300_000);
    const server = await sharedServer();
    const database = await server.createDatabase('verified');
    const setup = [
      'create schema marts',
      `create table marts.orders as select g as id, g % ${rows / 10} as customer, md5(g::text) as note,
         now() - g * interval '1 second' as ordered_at from generate_series(1, ${rows}) g`,
      'alter table marts.orders add primary key (id)',
      'create index on marts.orders (ordered_at)',
      'vacuum analyze marts.orders',
    ];
    for (const sql of setup) {
      await server.query(sql, [], database);
    }
    bed = await TrialBed.open(server, { database });
  });

  after(() => bed.close());

  async function explained(): Promise<PlannedStatement> {
    const answer = await runExplain(bed.session, await bed.request(text), neverCancelled);
    const result = parseJsonPlan(answer.text).value?.results[0];
    assert.ok(result?.kind === 'plan');
    return result;
  }

  /** What the advice about a plan proposes first, with what the catalog knows. */
  async function proposed(statement: PlannedStatement): Promise<IndexProposal> {
    const facts = await readRelationFacts(bed.catalog, [table], undefined, neverCancelled);
    const [advice] = advisePlan(statement, computePlan(statement), facts);
    console.log(`      ${advice?.title ?? 'no advice'}`);
    const [fix] = advice?.fixes ?? [];
    assert.ok(fix?.kind === 'index', JSON.stringify(advice));
    return fix.proposal;
  }

  it('goes from the problem over the proof to the new plan', async function () {
    this.timeout(300_000);
    const problem = await explained();
    const proposal = await proposed(problem);
    const begun = performance.now();
    const trial = await tryOnCopy(
      await bed.trial(table, text, '', {
        indexSql: (copy) => createIndexSql({ ...proposal, ...copy }, { concurrently: false }),
        realMs: problem.executionMs,
      }),
      neverCancelled,
    );
    const { seconds } = await bed.plan(table);
    const took = `Proven in ${Math.round((performance.now() - begun) / 1000)} s; ${seconds} s were promised.`;
    assert.equal(trial.verdict.kind, 'helps');
    // What the user inserts and runs.
    const inserted = createIndexSql(proposal);
    await run(bed.session, inserted);
    const solved = await explained();
    const comparison = comparePlans(problem, solved);
    for (const line of [trial.verdict.sentence, ...trial.notes, took, inserted, comparison.verdict]) {
      console.log(`      ${line}`);
    }
    assert.equal(comparison.outcome, 'faster');
    assert.ok((solved.executionMs ?? Infinity) < (problem.executionMs ?? 0) / 5);
    // The proof foretold the plan: the same nodes over the index of the same name.
    const proven = parseJsonPlan(trial.after).value?.results[0];
    assert.ok(proven?.kind === 'plan');
    assert.deepEqual(shape(proven), shape(solved));
  });
});

/** Without schemas: the copy is in another one. */
function shape({ nodes }: PlannedStatement): readonly string[] {
  return nodes.map(({ nodeType, indexName }) => `${nodeType} ${indexName ?? ''}`);
}
