import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { prepareExplain } from '../../../src/core/plan/explainRequest';
import { runExplain } from '../../../src/core/plan/runExplain';
import { Connector } from '../../../src/node/pg/connector';
import { PgParser } from '../../../src/node/sql/pgParser';
import { passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

describe('explaining through a lens', () => {
  it('plans the policies with the settings of the application, and leaves none of them', async () => {
    const server = await sharedServer();
    const database = await server.createDatabase('explained');
    await server.withAdmin(
      (client) =>
        client.query(`
          CREATE ROLE explained_app;
          CREATE TABLE loans AS SELECT n AS id, n % 4 AS tenant FROM generate_series(1, 100) AS n;
          ALTER TABLE loans ENABLE ROW LEVEL SECURITY;
          CREATE POLICY own ON loans USING (tenant = current_setting('app.tenant')::int);
          GRANT SELECT ON loans TO explained_app`),
      database,
    );
    const connector = new Connector(
      profileFor(server, { database }),
      passwords(server.password, server.password),
    );
    const session = await connector.openSession(neverCancelled);
    const catalog = await connector.openDatabase(neverCancelled);
    const prepared = await prepareExplain(
      {
        text: 'select * from loans',
        analyze: true,
        readOnly: true,
        serverVersion: session.server.version,
        role: 'explained_app',
        settings: [{ name: 'app.tenant', value: '3' }],
      },
      { parser: new PgParser(), catalog },
      neverCancelled,
    );
    assert.ok(prepared.kind === 'ready');
    const { text } = await runExplain(session, prepared.request, neverCancelled);
    assert.match(text, /"Filter": ".*current_setting\('app\.tenant'/);
    assert.match(text, /"Rows Removed by Filter": 75/);
    const { rows } = await run(session, `SELECT current_user, current_setting('app.tenant', true)`);
    assert.deepEqual(rows, [[server.user, '']]);
    await session.close();
    await catalog.close();
    await connector.close();
    await server.query('DROP OWNED BY explained_app', [], database);
    await server.query('DROP ROLE explained_app', [], database);
  });
});
