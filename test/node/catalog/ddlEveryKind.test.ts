import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { targetSql } from '../../../src/core/catalog/actions/target';
import { ddlOf } from '../../../src/core/catalog/ddl/ddlOf';
import { openCatalog, runAll } from '../../support/catalog';
import { runScript } from '../../support/ddlRoundTrip';
import { ddlText } from '../../../src/core/catalog/ddl/ddlText';
import { everyTarget } from '../../support/ddlWalk';
import { everyKind } from '../../support/everyKind';
import { startPostgres, type TestServer } from '../../support/postgres';
import { sharedServer } from '../../support/sharedServer';

// The catalog snapshot needs PostgreSQL 14, so that here the statements only have to run.
for (const major of [12, 13] as const) {
  describe(`DDL on PostgreSQL ${major}`, function () {
    this.timeout(120_000);
    let server: TestServer;

    before(async () => {
      server = await startPostgres({ major });
    });

    after(() => server.dispose());

    it('is read for everything that the sidebar shows, and tables and views can be made from it', async () => {
      const database = await server.createDatabase('old');
      const copy = await server.createDatabase('old_copy');
      await runAll(server, database, everyKind);
      const catalog = await openCatalog(server, database);
      const made: string[] = [];
      try {
        for (const target of await everyTarget(catalog)) {
          const ddl = await ddlOf(catalog, { target }, neverCancelled);
          assert.ok(ddl.statements.length > 0 || ddl.notes.length > 0, targetSql(target));
          if (
            target.schema === 'od/d' &&
            ['table', 'partitionedTable', 'view', 'function'].includes(target.kind)
          ) {
            made.push(ddlText('it', ddl));
          }
        }
      } finally {
        await catalog.close();
      }
      await runScript(server, copy, 'CREATE SCHEMA "od/d"');
      for (const text of made) {
        await runScript(server, copy, text);
      }
      assert.equal(made.length, 9);
    });
  });
}

describe('DDL read by a role without rights', () => {
  it('is whole, but for what the server hides', async () => {
    const server = await sharedServer();
    const database = await server.createDatabase('ddl plain');
    await runAll(server, database, [
      ...everyKind,
      `CREATE USER MAPPING FOR PUBLIC SERVER "far away" OPTIONS ("user" 'ann')`,
      `CREATE ROLE ddl_plain LOGIN PASSWORD 'plain'`,
    ]);
    const catalog = await openCatalog(server, database, { user: 'ddl_plain', password: 'plain' });
    const texts: string[] = [];
    try {
      for (const target of await everyTarget(catalog)) {
        texts.push(ddlText(targetSql(target), await ddlOf(catalog, { target }, neverCancelled)));
      }
    } finally {
      await catalog.close();
      await runAll(server, database, ['DROP SUBSCRIPTION "from there"', 'DROP ROLE ddl_plain']);
    }
    const text = texts.join('\n');
    assert.match(text, /The server shows the connection to superusers only\./);
    assert.match(text, /hides the options of the user mapping for PUBLIC from your role\./);
    assert.match(text, /CREATE TABLE "od\/d"\."Loans ""x"""/);
    assert.ok(texts.length > 45, `There are only ${texts.length} texts.`);
  });
});
