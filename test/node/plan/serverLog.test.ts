import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { readPlan } from '../../../src/core/plan/read/readPlan';
import {
  logAccess,
  logEnd,
  logFiles,
  logRefusal,
  noPlansReason,
} from '../../../src/core/plan/read/serverLog';
import type { Database } from '../../../src/core/ports';
import { openCatalog, type OpenCatalog } from '../../support/catalog';
import { startPostgres, type TestServer } from '../../support/postgres';

/** As auto_explain writes it; the servers from npm do not have the module. */
const entry = `duration: 12.500 ms  plan:
Query Text: select 'it''s'
Limit  (cost=0.00..1.00 rows=1 width=4) (actual time=0.010..5.200 rows=1 loops=1)
  ->  Seq Scan on "übung"  (cost=0.00..1.00 rows=1 width=4) (actual time=0.010..5.100 rows=1 loops=1)`;

describe("Reading the server's own log", () => {
  let server: TestServer;
  const catalogs: OpenCatalog[] = [];

  before(async () => {
    server = await startPostgres({
      settings: { logging_collector: 'on', log_line_prefix: "'%m [%p] %u@%d '" },
    });
    await server.query(`create role reader login password 'secret'`);
  });

  after(async () => {
    await Promise.all(catalogs.map((catalog) => catalog.close()));
    await server.dispose();
  });

  async function connect(user?: string): Promise<Database> {
    const as = user === undefined ? undefined : { user, password: 'secret' };
    const catalog = await openCatalog(server, 'postgres', as);
    catalogs.push(catalog);
    return catalog;
  }

  async function refusal(database: Database): Promise<string | undefined> {
    const [access] = await database.read(logAccess, neverCancelled);
    return logRefusal(access ?? assert.fail());
  }

  async function logText(database: Database): Promise<string> {
    const [file] = await database.read(logFiles, neverCancelled);
    const [hex] = await database.read(logEnd(file ?? assert.fail()), neverCancelled);
    return Buffer.from(hex ?? '', 'hex').toString('utf8');
  }

  it('finds the plans at its end', async () => {
    const database = await connect();
    assert.equal(await refusal(database), undefined);
    await server.query(`do $do$ begin raise log '%', $log$${entry}$log$; end $do$`);
    let text = await logText(database);
    while (!text.includes('übung')) {
      // The collector writes what it was sent soon.
      text = await logText(database);
    }
    const [plan, ...others] = readPlan(text).plans;
    assert.deepEqual(others, []);
    assert.deepEqual([plan?.logged?.durationMs, plan?.logged?.database], [12.5, 'postgres']);
    const result = plan?.document.results[0];
    assert.ok(result?.kind === 'plan');
    assert.deepEqual(
      result.nodes.map(({ nodeType, relation }) => [nodeType, relation]),
      [
        ['Limit', undefined],
        ['Seq Scan', 'übung'],
      ],
    );
    assert.equal(result.queryText, "select 'it''s'");
  });

  it('says what a role lacks, and works after it was granted', async () => {
    const database = await connect('reader');
    const reason = (await refusal(database)) ?? assert.fail();
    assert.match(reason, /^The role reader may not read the server's log\. A superuser can allow it: GRANT/);
    for (const grant of reason.match(/GRANT[^;]*;/g) ?? []) {
      await server.query(grant);
    }
    assert.equal(await refusal(database), undefined);
    assert.notEqual(await logText(database), '');
  });

  it('says why there are no plans', async () => {
    const [access] = await (await connect()).read(logAccess, neverCancelled);
    assert.match(noPlansReason(access ?? assert.fail()), /auto_explain is not loaded on this server/);
  });
});
