import assert from 'node:assert/strict';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import { UserError } from '../../../src/base/userError';
import { type ExplainRequest, prepareExplain } from '../../../src/core/plan/explainRequest';
import { parseJsonPlan } from '../../../src/core/plan/parseJson';
import type { PlannedStatement } from '../../../src/core/plan/planModel';
import { runExplain } from '../../../src/core/plan/runExplain';
import { errorPlace } from '../../../src/core/sql/errorPlace';
import { ServerError } from '../../../src/core/sql/serverError';
import { Connector } from '../../../src/node/pg/connector';
import type { PgDatabase } from '../../../src/node/pg/pgDatabase';
import type { PgSession } from '../../../src/node/pg/pgSession';
import { PgParser } from '../../../src/node/sql/pgParser';
import { passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

describe('Explaining on a real server', () => {
  const parser = new PgParser();
  let connector: Connector;
  let catalog: PgDatabase;
  let session: PgSession;

  before(async () => {
    const server = await sharedServer();
    const database = await server.createDatabase('run_explain');
    const setup = [
      'create table kept as select g as id from generate_series(1, 100) g',
      'create sequence taken',
      `create function slow() returns int language plpgsql as 'begin perform pg_sleep(60); return 1; end'`,
    ];
    for (const sql of setup) {
      await server.query(sql, [], database);
    }
    connector = new Connector(profileFor(server, { database }), passwords(server.password));
    catalog = await connector.openDatabase(neverCancelled);
  });

  beforeEach(async () => {
    session = await connector.openSession(neverCancelled);
  });

  afterEach(() => session.close());

  after(async () => {
    await catalog.close();
    await connector.close();
  });

  async function prepare(text: string, readOnly = false, analyze = true): Promise<ExplainRequest> {
    const intent = { text, analyze, readOnly, serverVersion: session.server.version };
    const prepared = await prepareExplain(intent, { parser, catalog }, neverCancelled);
    assert.ok(prepared.kind === 'ready');
    return prepared.request;
  }

  async function explained(text: string, readOnly = false): Promise<PlannedStatement> {
    const answer = await runExplain(session, await prepare(text, readOnly), neverCancelled);
    const { value, problems } = parseJsonPlan(answer.text);
    assert.deepEqual(problems, []);
    const result = value?.results[0];
    assert.ok(result?.kind === 'plan');
    return result;
  }

  async function count(): Promise<string | null | undefined> {
    return (await run(session, 'select count(*) from kept')).rows[0]?.[0];
  }

  it('explains a statement with the values of its parameters', async () => {
    const { version: serverVersion } = session.server;
    const text = 'select * from kept where id < $1 limit $2';
    const intent = { text, values: ['11', '5'], analyze: true, readOnly: false, serverVersion };
    const prepared = await prepareExplain(intent, { parser, catalog }, neverCancelled);
    assert.ok(prepared.kind === 'ready');
    const { text: plan } = await runExplain(session, prepared.request, neverCancelled);
    assert.match(plan, /"Actual Rows": 5/);
    const wrong = { ...prepared.request, values: ['eleven', '5'] };
    await assert.rejects(runExplain(session, wrong, neverCancelled), { code: '22P02' });
  });

  for (const state of ['idle', 'inTransaction'] as const) {
    describe(state === 'idle' ? 'outside a transaction' : 'inside an open transaction', () => {
      beforeEach(async () => {
        if (state === 'inTransaction') {
          await run(session, 'begin');
          await run(session, 'insert into kept values (101)');
        }
      });

      const rows = state === 'idle' ? '100' : '101';

      it('executes a DELETE and leaves the rows', async () => {
        const plan = await explained('delete from kept');
        assert.equal(plan.nodes[1]?.actual?.rows, Number(rows));
        assert.equal(session.transaction, state);
        assert.equal(await count(), rows);
      });

      it('creates no table with CREATE TABLE AS', async () => {
        assert.equal((await explained('create table made as select * from kept')).analyzed, true);
        assert.equal(session.transaction, state);
        const made = await run(session, `select to_regclass('made')`);
        assert.equal(made.rows[0]?.[0], null);
      });

      it('is in the same state after an error', async () => {
        const request = await prepare('select 1 / (id - id) from kept');
        await assert.rejects(
          runExplain(session, request, neverCancelled),
          (error) => error instanceof ServerError && error.code === '22012',
        );
        assert.equal(session.transaction, state);
        assert.equal(await count(), rows);
      });

      it('is in the same state after a cancel', async () => {
        const abort = new AbortController();
        const request = await prepare('select slow()');
        const running = runExplain(session, request, abort.signal);
        await untilRunning('slow()');
        abort.abort();
        await assert.rejects(running, CancelledError);
        assert.equal(session.transaction, state);
        assert.equal(await count(), rows);
      });

      it('is limited by a time of its own', async () => {
        const request = await prepare('select slow()');
        await assert.rejects(
          runExplain(session, request, neverCancelled, { statementTimeoutMs: 50 }),
          (error) => error instanceof ServerError && error.code === '57014',
        );
        assert.equal(session.transaction, state);
        const timeout = await run(session, 'show statement_timeout');
        assert.equal(timeout.rows[0]?.[0], '0');
      });

      it('sends nothing after it was cancelled', async () => {
        const request = await prepare('delete from kept');
        await assert.rejects(runExplain(session, request, AbortSignal.abort()), { name: 'AbortError' });
        assert.equal(session.transaction, state);
      });
    });
  }

  async function untilRunning(text: string): Promise<void> {
    const server = await sharedServer();
    const isRunning = async () =>
      (await server.backends()).some(({ state, query }) => state === 'active' && query.includes(text));
    while (!(await isRunning())) {
      // Asks again: the server answers only when it has looked.
    }
  }

  it('keeps the savepoints of the user', async () => {
    await run(session, 'begin');
    await run(session, 'savepoint mine');
    await explained('delete from kept');
    await run(session, 'rollback to savepoint mine');
    await run(session, 'commit');
    assert.equal(await count(), '100');
  });

  it('explains nothing in a failed transaction', async () => {
    await run(session, 'begin');
    await assert.rejects(run(session, 'select 1 / 0'));
    const request = await prepare('select 1');
    await assert.rejects(
      runExplain(session, request, neverCancelled),
      (error) => error instanceof UserError && error.message.includes('Run ROLLBACK first'),
    );
    assert.equal(session.transaction, 'failed');
  });

  it('cannot take back what a sequence gave out, as the question says', async () => {
    await explained(`select nextval('taken')`);
    assert.equal((await run(session, 'select last_value from taken')).rows[0]?.[0], '1');
    const request = await prepare(`select nextval('taken')`);
    assert.match(request.question?.remains[0] ?? '', /Sequences keep the numbers/);
  });

  it('runs read-only where nothing may be written', async () => {
    const plan = await explained('delete from kept', true);
    assert.equal(plan.analyzed, false);
    assert.equal((await explained('select * from kept', true)).analyzed, true);
    const request = { ...(await prepare('delete from kept')), readOnly: true };
    await assert.rejects(
      runExplain(session, request, neverCancelled),
      (error) => error instanceof ServerError && error.code === '25006',
    );
    assert.equal(session.transaction, 'idle');
  });

  it('refuses to run read-only inside a transaction that may write', async () => {
    await run(session, 'begin');
    const request = await prepare('select 1', true);
    await assert.rejects(
      runExplain(session, request, neverCancelled),
      (error) => error instanceof UserError && error.message.includes('is not'),
    );
    assert.equal(session.transaction, 'inTransaction');
    await run(session, 'rollback');
    await run(session, 'begin read only');
    assert.equal((await explained('select 1', true)).analyzed, true);
    assert.equal(session.transaction, 'inTransaction');
  });

  const mistakes: readonly (readonly [text: string, place: string])[] = [
    ['select nothing_such from kept', 'nothing_such'],
    ["select '😀é', nothing_such from kept", 'nothing_such'],
    ["explain /* 😀 */ (costs off) select '😀', nothing_such from kept", 'nothing_such'],
    ['selct 1', 'selct'],
  ];
  for (const [text, place] of mistakes) {
    it(`places an error in the text of the user: ${text}`, async () => {
      const request = await prepare(text, false, false);
      await assert.rejects(runExplain(session, request, neverCancelled), (error) => {
        assert.ok(error instanceof ServerError);
        const range = errorPlace({ text, offset: 0 }, error.fields.position ?? 0);
        assert.equal(text.slice(range.start, range.end), place);
        return true;
      });
    });
  }

  it('gives no place for a mistake among the options', async () => {
    const request = await prepare('explain (unheard_of) select 1');
    await assert.rejects(
      runExplain(session, request, neverCancelled),
      (error) => error instanceof ServerError && error.fields.position === undefined,
    );
  });
});
