import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import { prepareExplain } from '../../../../src/core/plan/explainRequest';
import { readRelationFacts } from '../../../../src/core/plan/facts/readRelationFacts';
import { relationFactsOf } from '../../../../src/core/plan/relationFacts';
import { runExplain } from '../../../../src/core/plan/runExplain';
import { measureClock } from '../../../../src/core/plan/running/clockCost';
import { recommendedChoice } from '../../../../src/core/plan/running/explainChoice';
import { PgParser } from '../../../../src/node/sql/pgParser';
import { run } from '../../../support/sessions';
import { TestSandbox } from '../../../support/sandbox';

describe('Running EXPLAIN in the sandbox', function () {
  this.timeout(120_000);
  let sandbox: TestSandbox;

  before(async () => {
    sandbox = await TestSandbox.create();
  });

  after(() => sandbox.dispose());

  it('reads facts, plans without values, acts as a role and measures the clock', async () => {
    const window = await sandbox.open();
    const connector = sandbox.connector(window);
    const session = await connector.openSession(neverCancelled);
    const catalog = await connector.openDatabase(neverCancelled);
    await run(session, 'create role sandbox_reader');
    await run(session, 'create table shelf as select g as id from generate_series(1, 100) as g');
    await run(session, 'grant select on shelf to sandbox_reader');
    const asked = { schema: 'public', relation: 'shelf' };
    const facts = relationFactsOf(
      await readRelationFacts(catalog, [asked], undefined, neverCancelled),
      asked,
    );
    assert.deepEqual([facts?.storage.bytes, facts?.gaps], [8192, []]);
    const { version: serverVersion } = session.server;
    const choice = { ...recommendedChoice(false), genericPlan: 'on' };
    const text = 'select * from shelf where id = $1';
    const intent = { text, analyze: false, readOnly: false, serverVersion, choice, role: 'sandbox_reader' };
    const prepared = await prepareExplain(intent, { parser: new PgParser(), catalog }, neverCancelled);
    assert.ok(prepared.kind === 'ready');
    assert.match((await runExplain(session, prepared.request, neverCancelled)).text, /id = \$1/);
    assert.ok((await measureClock(session, false, neverCancelled)) >= 0);
    await session.close();
    await catalog.close();
  });
});
