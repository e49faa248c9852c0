import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { RunStore, type StatementRecord } from '../../../src/core/query/runStore';
import { runStatements } from '../../../src/core/query/runStatements';
import { planRun } from '../../../src/core/query/runPlan';
import { Connector } from '../../../src/node/pg/connector';
import type { PgSession } from '../../../src/node/pg/pgSession';
import { ResultFolder } from '../../../src/node/results/resultFolder';
import type { TestServer } from '../../support/postgres';
import { passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

const megabyte = 1024 * 1024;

describe('results of unusual shape', function () {
  this.timeout(120_000);
  const scratch = makeScratchFolder('large');
  const stores: RunStore[] = [];
  let server: TestServer;
  let connector: Connector;
  let session: PgSession;
  let folder: ResultFolder;

  before(async () => {
    server = await sharedServer();
    const database = await server.createDatabase('large');
    connector = new Connector(profileFor(server, { database }), passwords(server.password));
    session = await connector.openSession(neverCancelled);
    folder = new ResultFolder(scratch.path);
  });

  afterEach(() => stores.splice(0).forEach((store) => store.dispose()));

  after(async () => {
    await session.close();
    await connector.close();
    folder.dispose();
    scratch.remove();
  });

  /** Runs one statement as an editor does, with the caps that users have. */
  async function runIntoStore(text: string): Promise<StatementRecord> {
    const plan = planRun(text, { kind: 'document' });
    assert.ok(plan.kind === 'run');
    const limits = { rowCap: 100_000, byteCap: 512 * megabyte };
    const store = new RunStore(plan.statements, limits, () => folder.newRows());
    stores.push(store);
    await runStatements(store, {
      execute: (request, sink) =>
        session.execute({ ...request, maxBytes: store.bytesLeft }, sink, neverCancelled),
      clock: { now: () => performance.now() },
      signal: neverCancelled,
      describe: String,
    });
    return store.statement(0) ?? assert.fail();
  }

  it('a value of 600 MB is kept whole, read in parts, and does not fill the memory', async () => {
    const length = 600_000_000;
    await run(session, 'select 1');
    const before = process.memoryUsage();
    const record = await runIntoStore(`select 'before', repeat('0123456789', ${length / 10}), 'after'`);
    const { rss } = process.memoryUsage();
    assert.equal(record.error?.message, undefined);
    assert.deepEqual([record.state, record.complete, record.rows?.count], ['done', true, 1]);
    assert.ok(rss - before.rss < 200 * megabyte, `The memory grew by ${(rss - before.rss) / megabyte} MB.`);
    const rows = record.rows ?? assert.fail();
    const all = { first: 0, count: 1, firstColumn: 0, columnCount: 3 };
    assert.deepEqual(await rows.window(all, 10), [['before', '0123456789', 'after']]);
    const cell = await rows.cell(0, 1, 100);
    assert.deepEqual([cell.text, cell.bytes], ['0123456789'.repeat(10), length]);
    const part = await rows.part({ row: 0, column: 1 }, length - 15, 100);
    assert.equal(Buffer.from(part.bytes).toString(), '567890123456789');
    assert.equal((await run(session, 'select 1')).rows.length, 1);
  });

  it('values beyond the cap for bytes end the result with a sentence, and those before can be read', async () => {
    const record = await runIntoStore("select n, repeat('x', 300000000) from generate_series(1, 3) as n");
    assert.deepEqual([record.state, record.complete, record.rows?.count], ['done', false, 2]);
    assert.match(record.note ?? '', /^Stopped at 512 MB \(lakehouse\.query\.sizeCap\)/);
    const cell = await record.rows?.cell(1, 1, 5);
    assert.deepEqual([cell?.text, cell?.bytes], ['xxxxx', 300_000_000]);
  });

  it('1,600 columns, the most that a table has', async () => {
    const columns = Array.from({ length: 1600 }, (_, place) => `c${place} int default ${place}`);
    await run(session, `create temporary table wide (${columns.join()})`);
    await run(session, 'insert into wide default values');
    await run(session, 'insert into wide select wide.* from wide, generate_series(1, 4999)');
    const record = await runIntoStore('table wide');
    assert.deepEqual(
      [record.state, record.columns?.length, record.rows?.count, record.columns?.[1599]?.name],
      ['done', 1600, 5000, 'c1599'],
    );
    const last = { first: 4998, count: 10, firstColumn: 1598, columnCount: 64 };
    assert.deepEqual(await record.rows?.window(last, 100), [
      ['1598', '1599'],
      ['1598', '1599'],
    ]);
  });

  it('rows without columns, and columns without rows', async () => {
    const without = await runIntoStore('select from generate_series(1, 3)');
    assert.deepEqual([without.columns, without.rows?.count, without.commandTag], [[], 3, 'SELECT 3']);
    const empty = await runIntoStore('select 1 as a, 2 as a where false');
    assert.deepEqual([empty.columns?.map(({ name }) => name), empty.rows?.count], [['a', 'a'], 0]);
  });
});
