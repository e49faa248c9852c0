import assert from 'node:assert/strict';
import { Client } from 'pg';
import { testedMajor } from '../support/postgresBinaries';
import { startPostgres } from '../support/postgres';
import { sharedServer } from '../support/sharedServer';

describe('The test bed', () => {
  it('shares one server of the tested major version', async () => {
    const server = await sharedServer();
    const [row] = await server.query<{ version: string }>(
      "SELECT current_setting('server_version_num') AS version",
    );
    assert.equal(Math.floor(Number(row?.version) / 10_000), testedMajor());
    assert.equal(await sharedServer(), server);
  });

  it('asks for the password and lists the backends', async () => {
    const server = await sharedServer();
    const database = await server.createDatabase('backends');
    const wrong = new Client({
      connectionString: server.url(database, { user: server.user, password: 'x' }),
    });
    await assert.rejects(wrong.connect(), /password authentication failed/);
    const client = new Client({ connectionString: server.url(database), application_name: 'counted' });
    await client.connect();
    const own = (await server.backends()).filter((backend) => backend.database === database);
    assert.deepEqual(
      own.map((backend) => backend.application),
      ['counted'],
    );
    await client.end();
  });

  it('stops, crashes and starts again on the same port with the same data', async () => {
    const server = await startPostgres();
    try {
      await server.query('CREATE TABLE kept AS SELECT 1 AS one');
      await server.stop();
      assert.equal(server.isRunning, false);
      await server.start();
      await server.stopImmediately();
      await server.start();
      assert.deepEqual(await server.query('SELECT one FROM kept'), [{ one: 1 }]);
      assert.match(await server.logText(), /automatic recovery/);
    } finally {
      await server.dispose();
    }
  });

  it('has a PostgreSQL 11, to be refused', async () => {
    const server = await startPostgres({ major: 11 });
    const [row] = await server.query<{ version: string }>(
      "SELECT current_setting('server_version') AS version",
    );
    assert.match(row?.version ?? '', /^11\./);
    await server.dispose();
  });
});
