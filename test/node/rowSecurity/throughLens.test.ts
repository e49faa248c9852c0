import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import type { Session } from '../../../src/core/query/session';
import { countHidden, hiddenRowsSentence } from '../../../src/core/rowSecurity/hiddenRows';
import type { Lens } from '../../../src/core/rowSecurity/lens';
import { policySettings } from '../../../src/core/rowSecurity/policySettings';
import { runThroughLens } from '../../../src/core/rowSecurity/runThroughLens';
import { Connector } from '../../../src/node/pg/connector';
import { PgParser } from '../../../src/node/sql/pgParser';
import { type Pooler, startPgBouncer } from '../../support/pgbouncer';
import type { TestServer } from '../../support/postgres';
import { CollectingSink, passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

/** Roles belong to the server, so their names do not meet those of other tests. */
const setUp = `
CREATE ROLE lens_app;
CREATE ROLE lens_start;
CREATE ROLE lens_plain LOGIN PASSWORD 'plain';
GRANT lens_app TO lens_plain;
ALTER ROLE lens_app SET app.tenant = '1';
ALTER ROLE lens_app SET search_path = 'lens', 'public';
ALTER ROLE lens_app SET work_mem = '77MB';
ALTER ROLE lens_start SET role = 'lens_app';
GRANT lens_app TO lens_start;
CREATE ROLE lens_dollar;
GRANT lens_app TO lens_dollar;
ALTER ROLE lens_dollar SET search_path = '$user', 'lens';
ALTER ROLE lens_dollar SET app.tenant = '1';
ALTER ROLE lens_dollar SET standard_conforming_strings = off;
CREATE SCHEMA lens;
CREATE TABLE lens.loans (id int PRIMARY KEY, tenant int NOT NULL);
INSERT INTO lens.loans SELECT n, n % 4 FROM generate_series(1, 100) AS n;
ALTER TABLE lens.loans ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON lens.loans TO lens_app
  USING (tenant = (SELECT NULLIF(current_setting('app.tenant', true), '')::int));
GRANT USAGE ON SCHEMA lens TO lens_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON lens.loans TO lens_app;
CREATE FUNCTION lens.escape() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RESET ROLE; RETURN 1; END $$;
GRANT EXECUTE ON FUNCTION lens.escape() TO lens_app;
`;
const tearDown =
  'DROP OWNED BY lens_app, lens_start, lens_dollar, lens_plain; DROP ROLE lens_app, lens_start, lens_dollar, lens_plain';

/** Everything of a session that a lens could leave behind. */
const traces = `SELECT current_user, session_user, current_setting('role'), current_setting('app.tenant', true),
  current_setting('app.user', true), current_setting('search_path'), current_setting('work_mem'),
  current_setting('transaction_read_only'), current_setting('standard_conforming_strings'),
  (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype NOT IN ('virtualxid', 'relation')),
  (SELECT count(*) FROM pg_prepared_statements WHERE from_sql)`;

for (const way of ['directly', 'through PgBouncer'] as const) {
  describe(`Viewing as a role, ${way}`, () => {
    let server: TestServer;
    let database: string;
    let pooler: Pooler | undefined;
    let connector: Connector;
    let session: Session;
    const closing: (() => Promise<void>)[] = [];

    before(async function () {
      server = await sharedServer();
      database = await server.createDatabase('lens');
      await server.withAdmin((client) => client.query(setUp), database);
      if (way === 'through PgBouncer') {
        // One server connection, so that everybody meets what a lens leaves.
        const started = await startPgBouncer(server, 'transaction', { settings: ['default_pool_size = 1'] });
        if (!started) {
          this.skip();
        }
        pooler = started;
        closing.unshift(() => started.stop());
      }
      const place = { database, ...(pooler && { port: pooler.port, pooler: 'transaction' as const }) };
      connector = new Connector(profileFor(server, place), passwords(server.password, server.password));
      closing.unshift(() => connector.close());
      session = await connector.openSession(neverCancelled);
      closing.unshift(() => session.close());
    });

    after(async () => {
      for (const close of closing) {
        await close();
      }
      await server.withAdmin((client) => client.query(tearDown), database);
    });

    const as = (role: string, ...settings: Lens['settings']): Lens => ({ role, settings });
    const look = async (lens: Lens, text: string, options: { readonly readOnly?: boolean } = {}) => {
      const sink = new CollectingSink();
      const { readOnly = false } = options;
      const request = { text, maxRows: Infinity };
      const parser = new PgParser();
      await runThroughLens({ session, parser, lens, readOnly }, request, sink, neverCancelled);
      return { rows: sink.received, notes: sink.notices.map(({ message }) => message) };
    };

    const untraced = async (work: () => Promise<void>): Promise<void> => {
      const { rows: before } = await run(session, traces);
      await work();
      assert.equal(session.transaction, 'idle');
      const { rows: after } = await run(session, traces);
      // A setting that was once made in a transaction is empty afterwards, not unset.
      const plain = (rows: typeof before) => rows.map((row) => row.map((cell) => cell ?? ''));
      assert.deepEqual(plain(after), plain(before));
    };

    it('sees what the role sees, with its own settings, and leaves nothing', () =>
      untraced(async () => {
        const { rows, notes } = await look(
          as('lens_app'),
          `SELECT count(*), min(tenant), current_user, current_setting('search_path'), current_setting('work_mem') FROM loans`,
        );
        assert.deepEqual(rows, [['25', '1', 'lens_app', 'lens, public', '77MB']]);
        assert.deepEqual(notes, []);
      }));

    it('prefers the settings of the lens', () =>
      untraced(async () => {
        const lens = as(
          'lens_app',
          { name: 'app.tenant', value: '2' },
          { name: 'app.user', value: "o'neil" },
        );
        const { rows } = await look(lens, `SELECT min(tenant), current_setting('app.user') FROM loans`);
        assert.deepEqual(rows, [['2', "o'neil"]]);
      }));

    it('becomes the role that the role becomes at login', () =>
      untraced(async () => {
        const { rows, notes } = await look(as('lens_start'), 'SELECT current_user');
        assert.deepEqual(rows, [['lens_app']]);
        assert.deepEqual(notes, ['A session of lens_start becomes lens_app at login, by its own setting.']);
      }));

    it('takes back what was written', () =>
      untraced(async () => {
        const lens = as('lens_app');
        assert.deepEqual((await look(lens, 'DELETE FROM loans RETURNING tenant')).rows.length, 25);
        assert.deepEqual((await run(session, 'SELECT count(*) FROM lens.loans')).rows, [['100']]);
      }));

    it('writes nothing on a read-only connection', () =>
      untraced(async () => {
        await assert.rejects(look(as('lens_app'), 'DELETE FROM loans', { readOnly: true }), /read-only/);
        const own = look(as('lens_app'), `SELECT current_setting('transaction_read_only')`, {
          readOnly: true,
        });
        assert.deepEqual((await own).rows, [['on']]);
      }));

    it('is over after an error of the server', () =>
      untraced(async () => {
        await assert.rejects(look(as('lens_app'), 'SELECT 1 / 0'), /division by zero/);
      }));

    for (const escape of [
      'SELECT lens.escape()',
      `SELECT set_config('role', 'none', true), count(*) FROM loans`,
      'DO $$ BEGIN RESET ROLE; END $$',
    ]) {
      it(`voids the result of ${escape}`, () =>
        untraced(async () => {
          await assert.rejects(look(as('lens_app'), escape), /Its result is void/);
        }));
    }

    it('refuses a role that does not exist, and a setting that takes it off', () =>
      untraced(async () => {
        await assert.rejects(look(as('lens_"nobody'), 'SELECT 1'), /There is no role lens_"nobody/);
        await assert.rejects(look(as('lens_app', { name: 'role', value: 'x' }), 'SELECT 1'), /who looks/);
      }));

    it('refuses to stand in a transaction of the user', async function () {
      if (way === 'through PgBouncer') {
        this.skip();
      }
      await run(session, 'BEGIN');
      await assert.rejects(look(as('lens_app'), 'SELECT 1'), /A transaction is open/);
      await run(session, 'ROLLBACK');
    });

    it('counts what is hidden', () =>
      untraced(async () => {
        const hidden = await countHidden(session, as('lens_app'), 'SELECT * FROM lens.loans -- all', {
          milliseconds: 10_000,
        });
        assert.equal(
          hiddenRowsSentence('lens_app', hidden),
          'Row security hides 75 rows from lens_app, which sees 25 of 100.',
        );
      }));

    it('counts the rows of the table that the role means', async () => {
      await run(session, `CREATE SCHEMA "${server.user}"`);
      await run(session, `CREATE TABLE "${server.user}".loans (id int)`);
      try {
        await untraced(async () => {
          const limit = { milliseconds: 10_000 };
          const hidden = await countHidden(session, as('lens_dollar'), 'SELECT * FROM loans', limit);
          assert.deepEqual(hidden, { kind: 'counted', visible: 25, all: 100 });
        });
      } finally {
        await run(session, `DROP SCHEMA "${server.user}" CASCADE`);
      }
    });

    it('reads literals as the lexer does, whatever the role has set', async () => {
      const { rows, notes } = await look(as('lens_dollar'), `SELECT '\\'::text`);
      assert.deepEqual(rows, [['\\']]);
      assert.match(notes.join(), /standard_conforming_strings of lens_dollar was not made/);
    });

    it('knows which settings policies read', async () => {
      const catalog = await connector.openDatabase(neverCancelled);
      assert.deepEqual(await catalog.read(policySettings, neverCancelled), ['app.tenant']);
      await catalog.close();
    });

    it('says what a login without rights cannot do', async function () {
      if (way === 'through PgBouncer') {
        this.skip();
      }
      const plain = new Connector(profileFor(server, { database, user: 'lens_plain' }), passwords('plain'));
      const own = await plain.openSession(neverCancelled);
      const parser = new PgParser();
      const request = { text: 'SELECT 1', maxRows: 1 };
      await assert.rejects(
        runThroughLens(
          { session: own, parser, lens: as('lakehouse_admin'), readOnly: false },
          request,
          new CollectingSink(),
          neverCancelled,
        ),
        /The login lens_plain may not act as lakehouse_admin/,
      );
      const query = 'SELECT * FROM lens.loans';
      const hidden = await countHidden(own, as('lens_app'), query, { milliseconds: 10_000 });
      assert.equal(hidden.kind, 'notPrivileged');
      await own.close();
      await plain.close();
    });
  });
}
