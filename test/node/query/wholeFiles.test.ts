import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { planRun } from '../../../src/core/query/runPlan';
import { RunStore } from '../../../src/core/query/runStore';
import { type RunEnd, runStatements } from '../../../src/core/query/runStatements';
import type { Session } from '../../../src/core/query/session';
import { Connector } from '../../../src/node/pg/connector';
import { ResultFolder } from '../../../src/node/results/resultFolder';
import { startPostgres, type TestServer } from '../../support/postgres';
import { passwords, profileFor, run } from '../../support/sessions';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

describe('whole files on a server', () => {
  const scratch = makeScratchFolder('whole');
  const folder = new ResultFolder(scratch.path);
  let server: TestServer;
  let connector: Connector;
  let session: Session;

  before(async () => {
    server = await startPostgres();
    connector = new Connector(profileFor(server), passwords(server.password));
    session = await connector.openSession(neverCancelled);
  });

  after(async () => {
    await session.close();
    await connector.close();
    await server.dispose();
    folder.dispose();
    scratch.remove();
  });

  async function runFile(
    text: string,
    signal: AbortSignal,
    watch: (index: number | undefined, store: RunStore) => void = () => undefined,
  ): Promise<{ readonly end: RunEnd; readonly store: RunStore }> {
    const plan = planRun(text, { kind: 'document' });
    assert.ok(plan.kind === 'run');
    const store = new RunStore(plan.statements, { rowCap: 1000, byteCap: 1e9 }, () => folder.newRows());
    store.onDidChange((index) => watch(index, store));
    const end = await runStatements(store, {
      execute: (request, sink) => session.execute(request, sink, signal),
      clock: { now: () => performance.now() },
      signal,
      describe: String,
    });
    return { end, store };
  }

  it('hold statements that no transaction block may hold, among others', async () => {
    const text = `
      create table held (id int);
      create database whole_file;
      vacuum (analyze) held;
      create index concurrently held_id on held (id);
      reindex table concurrently held;
      alter system set log_min_duration_statement = '1h';
      select pg_reload_conf();
      alter system reset log_min_duration_statement;
      begin; insert into held values (1); commit;
      drop index concurrently held_id;
      drop database whole_file;
      select id from held;`;
    const { end, store } = await runFile(text, new AbortController().signal);
    assert.deepEqual(end, { kind: 'completed' });
    assert.equal(
      store.statements.map(({ commandTag }) => commandTag).join(', '),
      [
        ...[
          'CREATE TABLE',
          'CREATE DATABASE',
          'VACUUM',
          'CREATE INDEX',
          'REINDEX',
          'ALTER SYSTEM',
          'SELECT 1',
        ],
        ...['ALTER SYSTEM', 'BEGIN', 'INSERT 0 1', 'COMMIT', 'DROP INDEX', 'DROP DATABASE', 'SELECT 1'],
      ].join(', '),
    );
    store.dispose();
  });

  it('of 10,000 statements run to their end, and stop when they are cancelled', async () => {
    await run(session, 'create table counted (n int)');
    const text = Array.from({ length: 10_000 }, (_, n) => `insert into counted values (${n});`).join('\n');
    const stop = new AbortController();
    const stopAt = (index: number | undefined) => index === 2500 && stop.abort();
    const stopped = await runFile(text, stop.signal, stopAt);
    assert.equal(stopped.end.kind, 'cancelled');
    const state = (index: number) => stopped.store.statement(index)?.state;
    assert.deepEqual([state(2400), state(2600), state(9999)], ['done', 'skipped', 'skipped']);
    const rows = Number((await run(session, 'select count(*) from counted')).rows[0]?.[0]);
    assert.ok(rows >= 2500 && rows <= 2501, String(rows));
    stopped.store.dispose();
    const whole = await runFile(text, new AbortController().signal);
    assert.equal(whole.end.kind, 'completed');
    assert.ok(whole.store.statements.every((each) => each.state === 'done' && each.rows === undefined));
    whole.store.dispose();
  });

  it('show notices while their statement still runs', async () => {
    const stop = new AbortController();
    const body = "begin for i in 1..1000 loop raise notice 'step %', i; end loop; perform pg_sleep(600); end";
    const { store, end } = await runFile(`do $$ ${body} $$`, stop.signal, (_, running) => {
      if (running.statement(0)?.noticeCount === 1000) {
        stop.abort();
      }
    });
    assert.equal(end.kind, 'cancelled');
    assert.deepEqual(
      [store.statement(0)?.noticeCount, store.statement(0)?.notices[0]?.message],
      [1000, 'step 1'],
    );
    store.dispose();
  });
});
