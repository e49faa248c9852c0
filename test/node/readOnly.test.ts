import assert from 'node:assert/strict';
import { Client } from 'pg';
import { neverCancelled } from '../../src/base/cancelSignal';
import { UserError } from '../../src/base/userError';
import { ReadOnlyRun } from '../../src/core/query/readOnlyRun';
import { ServerError } from '../../src/core/sql/serverError';
import { Connector } from '../../src/node/pg/connector';
import type { PgSession } from '../../src/node/pg/pgSession';
import { PgParser } from '../../src/node/sql/pgParser';
import { eventually } from '../support/eventually';
import { startPostgres, type TestServer } from '../support/postgres';
import { CollectingSink, passwords, profileFor, run } from '../support/sessions';
import {
  type BypassCase,
  bypasses,
  fixture,
  onlyARoleStops,
  type Outcome,
  outcomeFor,
  outsideState,
} from './readOnlyCases';

const parser = new PgParser();

describe('read-only: every bypass and leak', () => {
  let server: TestServer;
  let database: string;
  let administrator: Client;
  let notifications = 0;

  before(async () => {
    server = await startPostgres({ settings: { max_prepared_transactions: '5', autovacuum: 'off' } });
    database = await server.createDatabase('readonly');
    administrator = await connect('test bed');
    await administrator.query(expand(fixture));
    await administrator.query('listen leaked');
    administrator.on('notification', () => notifications++);
  });
  after(async () => {
    await administrator.end();
    await server.dispose();
  });

  for (const bypass of bypasses) {
    it(bypass.name, async () => {
      const known = server.major <= (bypass.until ?? server.major);
      await administrator.query((known && bypass.before) || '');
      const guarded = await attempt(bypass, readOnly);
      assert.equal(guarded, outcomeFor(bypass.expected, server.major), 'with the guard');
      if (!known) {
        return;
      }
      const bare = await attempt(bypass, transactionOnly);
      if (bare === 'leaks') {
        await administrator.query(bypass.after ?? '');
      }
      assert.equal(bare, outcomeFor(bypass.withoutGuard, server.major), 'without the guard');
    });
  }

  for (const { name, statement } of onlyARoleStops) {
    it(`${name} with outside effects: only a role can`, async () => {
      const leak = { name, statement, state: outsideState };
      assert.equal(await attempt(leak, readOnly), 'leaks');
      await administrator.query('revoke execute on function leaks() from public');
      assert.equal(await attempt(leak, readOnly, { user: 'reader', password: 'reader' }), 'stopped');
      await administrator.query('grant execute on function leaks() to public');
    });
  }

  it('a function behind a policy with outside effects: only a role can', async () => {
    const leak = { name: 'policy', statement: 'select * from guarded', state: outsideState };
    const reader = { user: 'reader', password: 'reader' };
    assert.equal(await attempt(leak, readOnly, reader), 'leaks');
    await administrator.query('revoke execute on function leaks() from public');
    assert.equal(await attempt(leak, readOnly, reader), 'stopped');
    await administrator.query('grant execute on function leaks() to public');
  });

  type Attempt = (session: PgSession, statement: string) => Promise<unknown>;

  const readOnly: Attempt = (session, text) =>
    new ReadOnlyRun(session, parser).run({ text, maxRows: 10 }, new CollectingSink(), neverCancelled);

  /** The second layer alone. */
  const transactionOnly: Attempt = async (session, text) => {
    await run(session, 'begin read only');
    await run(session, 'select 1');
    try {
      await run(session, text);
    } finally {
      await run(session, 'rollback');
    }
  };

  async function attempt(
    bypass: Pick<BypassCase, 'statement' | 'state' | 'stateIn' | 'isLate'>,
    how: Attempt,
    as: { readonly user: string; readonly password: string } = server,
  ): Promise<Outcome> {
    const { user, password } = as;
    const profile = profileFor(server, { database, user, readOnly: true });
    const connector = new Connector(profile, passwords(password));
    const session = await connector.openSession(neverCancelled);
    const victim = await connect('victim');
    const state = () => (bypass.stateIn ? read(session, bypass.state) : look(bypass.state));
    try {
      const before = await state();
      const sent = await lastQuery(session);
      const failure = await how(session, expand(bypass.statement)).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure instanceof UserError && !(failure.cause instanceof Error)) {
        assert.equal(await lastQuery(session), sent, 'something was sent');
      } else {
        assert.ok(failure === undefined || failure instanceof ServerError, String(failure));
      }
      assert.equal(session.transaction, 'idle');
      const outcome = failure instanceof UserError ? 'refused' : failure ? 'stopped' : 'rolledBack';
      const leaks = () => state().then((after) => after !== before);
      return (await (how === transactionOnly && bypass.isLate ? eventually(leaks) : leaks()))
        ? 'leaks'
        : outcome;
    } finally {
      await victim.end().catch(() => undefined);
      await session.close();
      await connector.close();
    }
  }

  /** What the backend was last asked, seen from outside. */
  async function lastQuery(session: PgSession): Promise<unknown> {
    const { rows } = await administrator.query(
      `select query, query_start from pg_stat_activity
        where application_name = 'Lakehouse Postgres' and backend_type = 'client backend'`,
    );
    assert.equal(rows.length, 1, `one session of ${session.server.user}`);
    return JSON.stringify(rows);
  }

  async function look(state: string): Promise<string> {
    if (state !== 'notifications') {
      return JSON.stringify((await administrator.query(state)).rows);
    }
    await administrator.query('select 1');
    return String(notifications);
  }

  async function read(session: PgSession, state: string): Promise<string> {
    return JSON.stringify((await run(session, state)).rows);
  }

  async function connect(application: string): Promise<Client> {
    const client = new Client({
      host: server.host,
      port: server.port,
      user: server.user,
      password: server.password,
      database,
      application_name: application,
    });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  function expand(text: string): string {
    const login = `host=127.0.0.1 port=${String(server.port)} dbname=${database} user=${server.user} password=${server.password}`;
    return text
      .replaceAll('%dblink%', login)
      .replaceAll('%data%', server.dataDirectory.replaceAll('\\', '/'));
  }
});
