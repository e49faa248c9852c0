import assert from 'node:assert/strict';
import type { Client } from 'pg';
import { neverCancelled } from '../../../src/base/cancelSignal';
import type { CatalogQuery } from '../../../src/core/ports';
import { Connector } from '../../../src/node/pg/connector';
import { eventually } from '../../support/eventually';
import { startPostgres, type TestServer } from '../../support/postgres';
import { passwords, profileFor } from '../../support/sessions';
import { checkRow, connectOutcome } from '../../support/situations';

/** A read that takes a moment, so that several are under way at once. */
const query: CatalogQuery<string> = {
  name: 'relations',
  text: 'select count(*) from pg_catalog.pg_class, pg_catalog.pg_sleep(0.05)',
  values: [],
  row: ([count]) => count ?? '',
};

const situation = 'A server that has no connection left';

describe('A full server', () => {
  let server: TestServer;

  before(async () => {
    server = await startPostgres({
      settings: { max_connections: '12', superuser_reserved_connections: '3', max_wal_senders: '0' },
    });
    await server.withAdmin(async (client) => {
      await client.query("create role ordinary login password 'p'");
      await client.query("create role limited login password 'p' connection limit 0");
      await client.query('create database small connection limit 0');
    });
  });

  after(() => server.dispose());

  const connector = (user: string, database = 'postgres') => {
    const isAdmin = user === server.user;
    return new Connector(profileFor(server, { user, database }), passwords(isAdmin ? server.password : 'p'));
  };

  /** Holds so many connections of the administrator while `work` runs. */
  async function holding(count: number, work: () => Promise<void>): Promise<void> {
    const hold = (left: number): Promise<void> =>
      left === 0 ? work() : server.withAdmin(async (_client: Client) => hold(left - 1));
    await hold(count);
  }

  it('says that only reserved connections are left', () =>
    holding(9, async () => {
      checkRow(
        situation,
        'Connect, reserved connections are left',
        await connectOutcome(connector('ordinary')),
      );
    }));

  it('says that there is none at all', () =>
    holding(12, async () => {
      checkRow(situation, 'Connect as an administrator', await connectOutcome(connector(server.user)));
    }));

  it('says that a role has as many as it may', async () => {
    checkRow(situation, 'Connect, the role is at its limit', await connectOutcome(connector('limited')));
  });

  it('says that a database has as many as it may', async () => {
    checkRow(
      situation,
      'Connect, the database is at its limit',
      await connectOutcome(connector('ordinary', 'small')),
    );
  });

  it('is browsed with the lines that there are', () =>
    holding(8, async () => {
      const open = connector('ordinary');
      const catalog = await open.openDatabase(neverCancelled);
      const reads = await Promise.all([1, 2, 3, 4, 5].map(() => catalog.read(query, neverCancelled)));
      assert.equal(reads.length, 5);
      checkRow(situation, 'Browse, one connection is open already', 'works');
      await catalog.close();
      await open.close();
    }));

  it('gets every connection of ours back', async () => {
    const open = connector('ordinary');
    const catalog = await open.openDatabase(neverCancelled);
    const session = await open.openSession(neverCancelled);
    await Promise.all([1, 2, 3, 4, 5, 6].map(() => catalog.read(query, neverCancelled)));
    // An editor and at most three for browsing.
    assert.ok((await server.backends()).length <= 4);
    await session.close();
    await catalog.close();
    await open.close();
    assert.ok(await eventually(async () => (await server.backends()).length === 0));
  });
});
