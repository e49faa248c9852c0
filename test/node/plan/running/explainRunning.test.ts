import assert from 'node:assert/strict';
import { CancelledError, neverCancelled } from '../../../../src/base/cancelSignal';
import { computePlan } from '../../../../src/core/plan/arithmetic';
import {
  type ExplainIntent,
  type ExplainRequest,
  prepareExplain,
} from '../../../../src/core/plan/explainRequest';
import { parseJsonPlan } from '../../../../src/core/plan/parseJson';
import type { PlannedStatement } from '../../../../src/core/plan/planModel';
import { runExplain } from '../../../../src/core/plan/runExplain';
import {
  clockNote,
  clockOverhead,
  measureClock,
  nodeCalls,
} from '../../../../src/core/plan/running/clockCost';
import {
  explainOptionInfo,
  offeredOptions,
  recommendedChoice,
} from '../../../../src/core/plan/running/explainChoice';
import { executionMsOf, repeatExplain } from '../../../../src/core/plan/running/repeatExplain';
import { takeableRoles } from '../../../../src/core/plan/running/roleQuery';
import type { Session } from '../../../../src/core/query/session';
import { errorPlace } from '../../../../src/core/sql/errorPlace';
import { ServerError } from '../../../../src/core/sql/serverError';
import { Connector } from '../../../../src/node/pg/connector';
import type { PgDatabase } from '../../../../src/node/pg/pgDatabase';
import { PgParser } from '../../../../src/node/sql/pgParser';
import { startPgBouncer } from '../../../support/pgbouncer';
import type { TestServer } from '../../../support/postgres';
import { testedMajor } from '../../../support/postgresBinaries';
import { passwords, profileFor, run } from '../../../support/sessions';
import { sharedServer } from '../../../support/sharedServer';

const setup = [
  'create role running_reader',
  'create role "Running Group"',
  'create role running_login login password $$running$$ in role running_reader',
  'create table loans as select g as id, g % 2 as branch from generate_series(1, 1000) as g',
  'create index on loans (id)',
  'analyze loans',
  'alter table loans enable row level security',
  'create policy own on loans for select to running_reader using (branch = 1)',
  'grant select on loans to running_reader',
  'create sequence taken',
  `create table parted (at date) partition by range (at)`,
  `create table parted_1 partition of parted for values from ('2024-01-01') to ('2024-02-01')`,
  `create table parted_2 partition of parted for values from ('2024-02-01') to ('2024-03-01')`,
];

describe('Running EXPLAIN', () => {
  const parser = new PgParser();
  const major = testedMajor();
  let server: TestServer;
  let database: string;
  let connector: Connector;
  let catalog: PgDatabase;
  let session: Session;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('running');
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
    for (const role of ['running_login', 'running_reader', '"Running Group"']) {
      await server.query(`drop owned by ${role}`, [], database);
      await server.query(`drop role ${role}`);
    }
  });

  async function prepare(text: string, changes: Partial<ExplainIntent> = {}): Promise<ExplainRequest> {
    const { version: serverVersion } = catalog.server;
    const intent = { text, analyze: true, readOnly: false, serverVersion, ...changes };
    const prepared = await prepareExplain(intent, { parser, catalog }, neverCancelled);
    assert.ok(prepared.kind === 'ready', prepared.kind === 'refused' ? prepared.reason : '');
    return prepared.request;
  }

  async function explained(request: ExplainRequest, on: Session = session): Promise<PlannedStatement> {
    const { text } = await runExplain(on, request, neverCancelled);
    const plan = parseJsonPlan(text).value?.results[0];
    assert.ok(plan?.kind === 'plan', text);
    return plan;
  }

  describe('with options', () => {
    for (const analyze of [true, false]) {
      it(`is taken by the server with each value of each option that it has, ${analyze ? 'with' : 'without'} ANALYZE`, async () => {
        const recommended = recommendedChoice(analyze);
        for (const name of offeredOptions(catalog.server.version, recommended)) {
          for (const value of name === 'analyze' ? [] : explainOptionInfo[name].values) {
            const choice = { ...recommended, [name]: value };
            const plan = await explained(await prepare('select * from loans', { analyze, choice }));
            assert.equal(plan.analyzed, analyze, `${name} ${value}`);
          }
        }
      });
    }

    it('tells without TIMING everything but the times of nodes', async () => {
      const choice = { ...recommendedChoice(true), timing: 'off' };
      const plan = await explained(await prepare('select * from loans', { choice }));
      assert.deepEqual([plan.nodes[0]?.actual?.rows, plan.nodes[0]?.actual?.totalMs], [1000, undefined]);
      assert.ok(plan.executionMs !== undefined);
    });
  });

  describe('as a role', () => {
    it('applies its row security and rights, and leaves the session as it was', async () => {
      const text = 'select * from loans';
      assert.equal((await explained(await prepare(text))).nodes[0]?.actual?.rows, 1000);
      const plan = await explained(await prepare(text, { role: 'running_reader' }));
      assert.equal(plan.nodes[0]?.actual?.rows, 500);
      const [row] = (await run(session, 'select current_user')).rows;
      assert.equal(row?.[0], server.user);
      const refused = await prepare('select * from parted', { role: 'running_reader' });
      await assert.rejects(runExplain(session, refused, neverCancelled), { code: '42501' });
      assert.equal(session.transaction, 'idle');
    });

    it('does the same inside an open transaction, and read-only', async () => {
      const request = await prepare('select * from loans', { role: 'running_reader', readOnly: true });
      assert.equal((await explained(request)).nodes[0]?.actual?.rows, 500);
      await run(session, 'begin');
      const inside = await prepare('select * from loans', { role: 'running_reader' });
      assert.equal((await explained(inside)).nodes[0]?.actual?.rows, 500);
      assert.equal((await run(session, 'select current_user')).rows[0]?.[0], server.user);
      assert.equal(session.transaction, 'inTransaction');
    });

    it('lists the roles that the login may take', async () => {
      const { version } = catalog.server;
      const all = await catalog.read(takeableRoles(version), neverCancelled);
      const names = all.map(({ name }) => name);
      assert.ok(['running_reader', 'running_login', 'Running Group'].every((name) => names.includes(name)));
      assert.ok(!names.some((name) => name.startsWith('pg_')));
      assert.deepEqual(
        all.filter(({ isLogin }) => isLogin).map(({ name, superuser }) => [name, superuser]),
        [[server.user, true]],
      );
      const login = profileFor(server, { database, user: 'running_login' });
      const other = new Connector(login, passwords('running'));
      const line = await other.openDatabase(neverCancelled);
      const own = await line.read(takeableRoles(version), neverCancelled);
      assert.deepEqual(
        own.map(({ name, canLogin }) => [name, canLogin]),
        [
          ['running_login', true],
          ['running_reader', false],
        ],
      );
      await line.close();
      await other.close();
    });
  });

  describe('without values of parameters', function () {
    before(function () {
      if (major < 16) {
        this.skip();
      }
    });

    const choice = { ...recommendedChoice(false), genericPlan: 'on' };

    it('plans for any value', async () => {
      const request = await prepare('select * from loans where id = $1', { analyze: false, choice });
      assert.match(request.prefix, /GENERIC_PLAN/);
      const plan = await explained(request);
      assert.match(JSON.stringify(plan.nodes), /id = \$1/);
      assert.equal(session.transaction, 'idle');
    });

    it('prunes no partition by a value that is not there', async () => {
      const request = await prepare('select * from parted where at = $1', { analyze: false, choice });
      assert.equal((await explained(request)).nodes.filter(({ relation }) => relation).length, 2);
    });

    it('takes the option from the text of the user', async () => {
      const text = 'explain (generic_plan, costs off) select * from loans where id = $1';
      const plan = await explained(await prepare(text, { analyze: false }));
      assert.equal(plan.nodes[0]?.estimate, undefined);
    });

    it('places an error in the text of the user', async () => {
      const text = "select '😀', nothing_such from loans where id = $1";
      const request = await prepare(text, { analyze: false, choice });
      await assert.rejects(runExplain(session, request, neverCancelled), (error) => {
        assert.ok(error instanceof ServerError);
        const place = errorPlace({ text, offset: 0 }, error.fields.position ?? 0);
        assert.equal(text.slice(place.start, place.end), 'nothing_such');
        return true;
      });
      assert.equal(session.transaction, 'idle');
    });

    it('leaves the transaction of the user open', async () => {
      await run(session, 'begin');
      await explained(await prepare('select * from loans where id = $1', { analyze: false, choice }));
      assert.equal(session.transaction, 'inTransaction');
    });
  });

  it('has no generic plan before 16, and says what to do', async function () {
    if (major >= 16) {
      this.skip();
    }
    const { version: serverVersion } = catalog.server;
    const choice = { ...recommendedChoice(false), genericPlan: 'on' };
    const intent = { text: 'select $1', analyze: false, readOnly: false, serverVersion, choice };
    const prepared = await prepareExplain(intent, { parser, catalog }, neverCancelled);
    assert.match(prepared.kind === 'refused' ? prepared.reason : '', /Put values in their place/);
  });

  describe('several times', () => {
    const repetition = {
      limits: {},
      executionMs: ({ text }: { readonly text: string }) => executionMsOf(parseJsonPlan(text).value),
    };

    it('shows the plan of the median run, and what the others took', async () => {
      const done: number[] = [];
      const request = await prepare('select * from loans');
      const { answer, figures } = await repeatExplain(session, request, neverCancelled, {
        ...repetition,
        times: 5,
        progress: (count) => done.push(count),
      });
      assert.ok(figures);
      assert.deepEqual(done, [1, 2, 3, 4, 5]);
      assert.equal(figures.runs.length, 5);
      assert.equal(figures.runs[figures.shown], figures.medianMs);
      assert.equal(executionMsOf(parseJsonPlan(answer.text).value), figures.medianMs);
      assert.deepEqual(
        [figures.minMs, figures.maxMs],
        [Math.min(...figures.runs), Math.max(...figures.runs)],
      );
    });

    it('rolls each of them back, and asks about all of them', async () => {
      const text = `insert into loans select nextval('taken'), 1`;
      const request = await prepare(text, { repeat: 3 });
      assert.match(request.question?.message ?? '', /This happens 3 times/);
      await repeatExplain(session, request, neverCancelled, { ...repetition, times: 3 });
      const [row] = (await run(session, 'select count(*), (select last_value from taken) from loans')).rows;
      assert.deepEqual(row, ['1000', '3']);
    });

    it('executes nothing again that it does not execute', async () => {
      const request = await prepare('select * from loans', { analyze: false });
      const { figures } = await repeatExplain(session, request, neverCancelled, { ...repetition, times: 5 });
      assert.equal(figures, undefined);
    });

    it('answers after a cancel with the runs that there are', async () => {
      const abort = new AbortController();
      const request = await prepare('select * from loans');
      const { figures } = await repeatExplain(session, request, abort.signal, {
        ...repetition,
        times: 50,
        progress: (count) => count === 3 && abort.abort(new CancelledError()),
      });
      assert.deepEqual([figures?.runs.length, figures?.wanted], [3, 50]);
      assert.equal(session.transaction, 'idle');
      await assert.rejects(
        repeatExplain(session, request, AbortSignal.abort(new CancelledError()), { ...repetition, times: 2 }),
        CancelledError,
      );
    });

    it('ends with the time limit of one of them', async () => {
      const request = await prepare('select pg_sleep(60)');
      const limited = { ...repetition, limits: { statementTimeoutMs: 50 }, times: 2 };
      await assert.rejects(repeatExplain(session, request, neverCancelled, limited), { code: '57014' });
      assert.equal(session.transaction, 'idle');
    });
  });

  describe('with a clock that costs', () => {
    const text = 'select count(*) from generate_series(1, 200000) as g';

    it('counts how often it was read', async () => {
      const plan = await explained(await prepare(text));
      assert.equal(nodeCalls(plan, computePlan(plan)), 200_001 + 2);
    });

    it('measures what a reading costs', async () => {
      const callMs = await measureClock(session, false, neverCancelled);
      assert.ok(callMs >= 0 && callMs < 0.01, String(callMs));
      assert.equal(session.transaction, 'idle');
    });

    it('says what it cost a plan, where that matters', async () => {
      const plan = await explained(await prepare(text));
      const figures = computePlan(plan);
      const overhead = clockOverhead({ ...plan, executionMs: 50 }, figures, 0.0001);
      assert.equal(overhead?.ms.toFixed(1), '20.0');
      assert.equal(
        clockNote(overhead),
        'Measuring made this slower: reading the clock for 200 thousand calls of nodes took about 20.0 ms, 40 % of the ' +
          'execution time. Without it (TIMING OFF) the total is nearer to the truth.',
      );
      assert.equal(clockOverhead({ ...plan, executionMs: 5000 }, figures, 0.0001), undefined);
      const small = await explained(await prepare('select 1'));
      assert.equal(clockOverhead(small, computePlan(small), 1), undefined);
    });
  });

  it('does all of it through a pooler in transaction mode', async function () {
    const pooler = await startPgBouncer(server, 'transaction');
    if (!pooler) {
      this.skip();
    }
    const profile = profileFor(server, { database, port: pooler.port });
    const pooled = new Connector(profile, passwords(server.password));
    const line = await pooled.openSession(neverCancelled);
    try {
      assert.equal(line.server.transactionPooled, true);
      const asRole = await prepare('select * from loans', { role: 'running_reader' });
      assert.equal((await explained(asRole, line)).nodes[0]?.actual?.rows, 500);
      if (major >= 16) {
        const choice = { ...recommendedChoice(false), genericPlan: 'on' };
        const generic = await prepare('select * from loans where id = $1', { analyze: false, choice });
        assert.match(JSON.stringify((await explained(generic, line)).nodes), /\$1/);
      }
      const [row] = (await run(line, `select current_user, current_setting('lakehouse.explained', true)`))
        .rows;
      assert.equal(row?.[0], server.user);
      assert.ok(!row[1]);
    } finally {
      await line.close();
      await pooled.close();
      await pooler.stop();
    }
  });
});
