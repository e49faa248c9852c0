import assert from 'node:assert/strict';
import { CancelledError, isCancellation, neverCancelled } from '../../../../src/base/cancelSignal';
import { Deferred } from '../../../../src/base/deferred';
import { liveStepText, type TargetReport } from '../../../../src/core/dbt/live/targetReport';
import type { DbtTarget } from '../../../../src/core/dbt/profiles/target';
import { checkLive } from '../../../../src/node/dbt/live/checkTargets';
import type { LiveOptions } from '../../../../src/node/dbt/live/liveOptions';
import { RefusedTargets } from '../../../../src/node/dbt/live/refusedTargets';
import { runAll } from '../../../support/catalog';
import { dbtGraph, dbtNode, dbtProject, dbtTarget, type TargetValues } from '../../../support/dbtLiveBed';
import { eventually } from '../../../support/eventually';
import { startPgBouncer } from '../../../support/pgbouncer';
import { startPostgres, type TestServer } from '../../../support/postgres';
import { silentListener } from '../../../support/silentListener';
import { startTcpProxy } from '../../../support/tcpProxy';

const root = '/shop';

describe('Checking the targets of a dbt project', () => {
  let server: TestServer;
  let database: string;

  before(async () => {
    server = await startPostgres();
    database = await server.createDatabase('shop');
    await runAll(server, database, ['CREATE SCHEMA marts', 'CREATE SCHEMA dev_marts']);
  });

  after(() => server.dispose());

  const target = (name: string, values: TargetValues = {}): DbtTarget =>
    dbtTarget(name, {
      ...{ type: 'postgres', host: server.host, port: server.port, user: server.user, database },
      ...{ schema: 'marts', threads: 4, ...values },
    });

  const check = (
    targets: readonly DbtTarget[],
    options: Partial<LiveOptions> = {},
    signal = neverCancelled,
  ): Promise<readonly TargetReport[]> =>
    checkLive(
      dbtProject(root, targets),
      undefined,
      {
        passwordOf: () => Promise.resolve(server.password),
        mayConnect: () => Promise.resolve(true),
        ...options,
      },
      signal,
    );

  it('tells what dbt debug tells, and never the password', async () => {
    const [report] = await check([target('dev', { connect_timeout: 5 })]);
    const [row] = await server.query<{ version: string }>(
      `SELECT split_part(current_setting('server_version'), ' ', 1) AS version`,
    );
    const lines = report?.steps.slice(0, 9).map(liveStepText).join('\n');
    assert.equal(
      lines,
      [
        '  host: 127.0.0.1',
        `  port: ${String(server.port)}`,
        `  user: ${server.user}`,
        `  database: ${database}`,
        '  schema: marts',
        '  connect_timeout: 5',
        '  Connection test: [OK connection ok]',
        `  server: PostgreSQL ${row?.version ?? ''}`,
        '  Version of PostgreSQL: [OK]',
      ].join('\n'),
    );
    assert.equal(JSON.stringify(report).includes(server.password), false);
  });

  it('reports each target as soon as it is done, past one that hangs', async () => {
    const hanging = await silentListener();
    const abort = new AbortController();
    const others = new Deferred<void>();
    const done: string[] = [];
    const checking = check(
      [target('hangs', { port: hanging.port, connect_timeout: 600 }), target('dev'), target('prod')],
      {
        timeout: 600_000,
        report: (report) => {
          done.push(report.target);
          if (done.length === 2) {
            others.resolve();
          }
        },
      },
      abort.signal,
    );
    checking.catch(() => undefined);
    await others.promise;
    assert.deepEqual(done.toSorted(), ['dev', 'prod']);
    abort.abort();
    await assert.rejects(checking, (error) => isCancellation(error));
    hanging.dispose();
  });

  it('gives up a target that hangs after its time, and leaves its host alone from then on', async () => {
    const hanging = await silentListener();
    const options = { timeout: 50, refused: new RefusedTargets() };
    const targets = [target('hangs', { port: hanging.port, sslmode: 'disable' })];
    const [report] = await check(targets, options);
    const [again] = await check(targets, options);
    hanging.dispose();
    assert.deepEqual([report?.state, again?.state, hanging.accepted], ['failed', 'refused', 1]);
    assert.ok(report);
    assert.deepEqual(again?.findings, report.findings);
    assert.deepEqual(
      report.findings.map(({ check: id, message }) => [id, message]),
      [['server-reach', `127.0.0.1:${String(hanging.port)} did not answer in time (0.05 s).`]],
    );
  });

  it('gives up a target whose server falls silent after the login', async () => {
    const proxy = await startTcpProxy(server);
    const [report] = await check([target('cut', { port: proxy.port })], {
      timeout: 200,
      passwordOf: () => {
        // The clock stands still while the password is asked for, so this cut is in time.
        proxy.cut();
        return Promise.resolve(server.password);
      },
    });
    await proxy.dispose();
    assert.deepEqual(
      report?.findings.map(({ check: id }) => id),
      ['server-reach'],
    );
  });

  it('tries one login, asks for one password, and leaves a server that refused alone', async () => {
    const proxy = await startTcpProxy(server);
    const refused = new RefusedTargets();
    let asked = 0;
    const options = {
      refused,
      passwordOf: () => {
        asked++;
        return Promise.resolve('another one');
      },
    };
    const targets = [target('dev', { port: proxy.port, sslmode: 'disable' })];
    const first = await check(targets, options);
    const second = await check(targets, options);
    assert.deepEqual([first[0]?.state, second[0]?.state, asked, proxy.accepted], ['failed', 'refused', 1, 1]);
    assert.deepEqual(second[0]?.findings, first[0]?.findings);
    await check(targets, { ...options, askAgain: true });
    assert.equal(asked, 2);
    const third = await check(
      [target('dev', { port: proxy.port, sslmode: 'disable', user: 'somebody' })],
      options,
    );
    assert.equal(third[0]?.state, 'failed');
    await check(targets, { refused, askAgain: true });
    const again = await check(targets, { refused });
    assert.equal(again[0]?.state, 'checked');
    await proxy.dispose();
  });

  it('connects to no host without a yes, and to none that the profile does not name', async () => {
    const proxy = await startTcpProxy(server);
    const silent = await check([target('dev', { port: proxy.port })], {
      mayConnect: () => Promise.resolve(false),
    });
    const broken = await check([target('dev', { port: 'many' }), target('duck', { type: 'duckdb' })]);
    assert.deepEqual(
      [...silent, ...broken].map(({ state, steps }) => [state, steps.map(liveStepText).at(-1)]),
      [
        ['skipped', '  Connection test: [SKIPPED not allowed to connect]'],
        ['skipped', '  Connection test: [SKIPPED the profile does not say port]'],
        ['skipped', '  Connection test: [SKIPPED the adapter is duckdb, not postgres]'],
      ],
    );
    assert.equal(proxy.accepted, 0);
    await proxy.dispose();
  });

  it('skips a target whose password nobody gives', async () => {
    const [report] = await check([target('dev')], { passwordOf: () => Promise.reject(new CancelledError()) });
    assert.equal(report?.state, 'skipped');
    assert.equal(report.steps.map(liveStepText).at(-1), '  Connection test: [SKIPPED no password was given]');
  });

  it('gives the password to the host of its own target only', async () => {
    const asked: string[] = [];
    await check([target('dev'), target('prod', { schema: 'other' })], {
      passwordOf: ({ name }, { id }) => {
        asked.push(`${name} ${id}`);
        return Promise.resolve(server.password);
      },
    });
    assert.deepEqual(asked.toSorted(), ['dev dbt/shop/dev', 'prod dbt/shop/prod']);
  });

  it('puts the models of one target into the schemas of the others', async () => {
    const graph = dbtGraph([
      dbtNode({ kind: 'model', name: 'orders', schema: 'marts' }),
      dbtNode({ kind: 'model', name: 'ledger', schema: 'marts_finance' }),
    ]);
    const targets = [target('dev'), target('mine', { schema: 'dev_marts' })];
    const options = {
      passwordOf: () => Promise.resolve(server.password),
      mayConnect: () => Promise.resolve(true),
    };
    await runAll(server, database, ['CREATE TABLE dev_marts.orders ()']);
    const reports = await checkLive(dbtProject(root, targets), graph, options, neverCancelled);
    assert.deepEqual(
      reports.map(({ findings }) =>
        findings.filter((each) => each.check === 'not-built').map(({ message }) => message),
      ),
      [
        ['Of 2 relations that dbt builds on target dev, 2 are not there: orders and ledger.'],
        ['Of 2 relations that dbt builds on target mine, 1 is not there: ledger.'],
      ],
    );
  });

  it('tells the first hundred findings of a check, and how many more there are', async () => {
    const models = Array.from({ length: 250 }, (_, place) =>
      dbtNode({ kind: 'model', name: `model_${String(place)}`, schema: 'marts' }),
    );
    const failed = { status: 'error', at: '2026-11-21', seconds: 1, message: undefined, rows: undefined };
    const [report] = await check([target('dev')], {
      graphOf: () => dbtGraph(models),
      runs: new Map(models.map(({ id }) => [id, failed])),
    });
    const found = report?.findings.filter((each) => each.check === 'last-build');
    assert.equal(found?.length, 101);
    assert.equal(found.at(-1)?.message, 'Last run: 150 more like these on target dev.');
  });

  it('leaves no backend behind', async () => {
    await check([target('dev'), target('prod')]);
    assert.ok(await eventually(async () => (await server.backends()).length === 0));
  });

  describe('behind PgBouncer', () => {
    const faults = [
      {
        check: 'pooler-search-path',
        values: { search_path: '"$user", marts, pg_catalog' },
        fix: /SET search_path = "\$user", marts, pg_catalog$/,
        mode: 'session',
        says: /unsupported startup parameter: options/,
      },
      {
        check: 'pooler-role',
        values: { role: 'pg_monitor' },
        fix: /SET role = pg_monitor$/,
        mode: 'transaction',
        says: /transaction mode/,
      },
      {
        check: 'pooler-size',
        values: { threads: 32 },
        fix: /^$/,
        mode: 'session',
        says: /wants 33 connections/,
      },
    ] as const;

    for (const { check: id, values, fix, mode, says } of faults) {
      it(`finds ${id} in ${mode} mode, and nothing without its fault`, async function () {
        const pooler = await startPgBouncer(server, mode);
        if (!pooler) {
          console.log('      skipped: there is no PgBouncer here');
          this.skip();
        }
        const targets = [
          target('fault', { port: pooler.port, ...values }),
          target('fine', { port: pooler.port }),
        ];
        const [fault, fine] = await check(targets);
        await pooler.stop();
        assert.deepEqual(
          [fault?.state, fine?.state, fine?.findings],
          ['checked', 'checked', []],
          JSON.stringify([fault, fine]),
        );
        const found = fault?.findings.find((each) => each.check === id);
        assert.match(found?.message ?? '', says, JSON.stringify(fault));
        const sql = found?.fixes.flatMap((each) => (each.kind === 'sql' ? each.statements : []));
        assert.match(sql?.join('\n') ?? '', fix);
      });
    }
  });
});
