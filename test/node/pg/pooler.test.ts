import assert from 'node:assert/strict';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import { ConnectError } from '../../../src/core/connections/connectError';
import { Connector } from '../../../src/node/pg/connector';
import type { TestServer } from '../../support/postgres';
import { type Pooler, startPgBouncer } from '../../support/pgbouncer';
import { CollectingSink, passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

for (const mode of ['transaction', 'session'] as const) {
  describe(`Behind PgBouncer in ${mode} mode`, () => {
    let server: TestServer;
    let pooler: Pooler | undefined;
    let connector: Connector;

    before(async function () {
      server = await sharedServer();
      const started = await startPgBouncer(server, mode);
      if (!started) {
        this.skip();
      }
      pooler = started;
    });

    after(() => pooler?.stop());

    const port = (): number => pooler?.port ?? 0;

    beforeEach(() => {
      const profile = profileFor(server, {
        port: port(),
        readOnly: true,
        timeouts: { ...profileFor(server).timeouts, statement: 12_000 },
      });
      connector = new Connector(profile, passwords(server.password));
    });

    afterEach(() => connector.close());

    it('is recognised, and settings reach no other client', async () => {
      const session = await connector.openSession(neverCancelled);
      const catalog = await connector.openDatabase(neverCancelled);
      const transaction = mode === 'transaction';
      assert.equal(session.server.transactionPooled, transaction);
      assert.equal(catalog.server.transactionPooled, transaction);
      const values = await catalog.read(
        {
          name: 'settings',
          text: `select current_setting('search_path'), current_setting('transaction_read_only'),
                        current_setting('statement_timeout')`,
          values: [],
          row: (cells) => cells,
        },
        neverCancelled,
      );
      assert.deepEqual(values, [['', 'on', '30s']]);
      const { rows } = await run(
        session,
        "select current_setting('search_path'), current_setting('default_transaction_read_only'), current_setting('statement_timeout')",
      );
      assert.deepEqual(rows, [
        transaction ? ['"$user", public', 'off', '0'] : ['"$user", public', 'on', '12s'],
      ]);
      await session.close();
      await catalog.close();
    });

    it('is recognised while others are at work', async () => {
      const found = new Set<boolean>();
      for (let round = 0; round < 12; round++) {
        const both = ['one', 'other'].map(async () => {
          const each = new Connector(profileFor(server, { port: port() }), passwords(server.password));
          const { server: info, backend } = await each.openBackend(neverCancelled);
          found.add(info.transactionPooled);
          await backend.close();
          await each.close();
        });
        await Promise.all(both);
      }
      assert.deepEqual([...found], [mode === 'transaction']);
    });

    it('answers results with types that are not built in', async () => {
      const session = await connector.openSession(neverCancelled);
      const answer = await run(session, 'select null::pg_catalog.pg_description as odd, 2 as two');
      assert.deepEqual(
        answer.columns?.map(({ typeName }) => typeName),
        ['pg_description', 'integer'],
      );
      await session.close();
    });

    it('cancels', async () => {
      const session = await connector.openSession(neverCancelled);
      const stop = new AbortController();
      const sink = new CollectingSink();
      sink.notice = () => stop.abort();
      const text = "do $$ begin raise notice 'running'; perform pg_sleep(60); end $$";
      await assert.rejects(session.execute({ text, maxRows: 1 }, sink, stop.signal), CancelledError);
      assert.deepEqual((await run(session, 'select 1')).rows, [['1']]);
      await session.close();
    });

    it('sets a role and a search path only where no other client gets them', async () => {
      for (const wanted of [{ role: 'pg_monitor' }, { searchPath: 'pg_catalog, public' }]) {
        const setting = new Connector(
          profileFor(server, { port: port(), ...wanted }),
          passwords(server.password),
        );
        const opening = setting.openSession(neverCancelled);
        if (mode === 'transaction') {
          await assert.rejects(opening, /in transaction mode the (role|search path) of this connection/);
        } else {
          const session = await opening;
          const text = "select current_user, current_setting('search_path')";
          const expected =
            wanted.role === undefined ? [server.user, wanted.searchPath] : [wanted.role, '"$user", public'];
          assert.deepEqual((await run(session, text)).rows, [expected]);
          await session.close();
        }
        await setting.close();
      }
    });

    it('explains a database that is missing', async () => {
      const profile = profileFor(server, { port: port(), database: 'no_such' });
      const missing = new Connector(profile, passwords(server.password));
      await assert.rejects(missing.openSession(neverCancelled), (error: unknown) => {
        assert.ok(error instanceof ConnectError, String(error));
        assert.ok(['databaseMissing', 'poolerRefused'].includes(error.kind), error.kind);
        return true;
      });
    });
  });
}
