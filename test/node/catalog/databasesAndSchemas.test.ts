import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { databases } from '../../../src/core/catalog/queries/databases';
import { schemas } from '../../../src/core/catalog/queries/schemas';
import { layerSchemas } from '../../../src/core/catalog/queries/martLayers';
import { martLayersOf } from '../../../src/core/explorer/martLayersOf';
import { quoteIdentifier } from '../../../src/core/sql/quote';
import { openCatalog, type OpenCatalog, readAll, readOne, runAll, schemaByName } from '../../support/catalog';
import { startPostgres, type TestServer } from '../../support/postgres';
import { trickyNames } from '../../support/trickyNames';

describe('catalog: databases and schemas', () => {
  let server: TestServer;
  let own: string;
  let catalog: OpenCatalog;
  let guest: OpenCatalog;

  before(async () => {
    server = await startPostgres();
    own = await server.createDatabase('own');
    await runAll(server, 'postgres', [
      "CREATE ROLE guest LOGIN PASSWORD 'guest'",
      'CREATE DATABASE closed',
      'REVOKE CONNECT ON DATABASE closed FROM PUBLIC',
      'CREATE DATABASE shut ALLOW_CONNECTIONS false',
      `CREATE DATABASE ${quoteIdentifier(trickyNames[0])}`,
      `COMMENT ON DATABASE ${quoteIdentifier(trickyNames[0])} IS 'odd'`,
      'CREATE DATABASE template_of_mine IS_TEMPLATE true',
    ]);
    await runAll(server, own, [
      ...trickyNames.map((name) => `CREATE SCHEMA ${quoteIdentifier(name)}`),
      'CREATE SCHEMA marts',
      "COMMENT ON SCHEMA marts IS 'for readers'",
      'CREATE SCHEMA mart_sales',
      'CREATE SCHEMA martXsales',
      'CREATE SCHEMA "Marts"',
    ]);
    catalog = await openCatalog(server, own);
    guest = await openCatalog(server, own, { user: 'guest', password: 'guest' });
  });

  after(async () => {
    await catalog.close();
    await guest.close();
    await server.dispose();
  });

  it('lists the databases of the server without templates, our own first', async () => {
    for (const size of [1, 2, 500]) {
      const rows = await readAll(guest, databases, size);
      assert.deepEqual(
        rows.map((row) => row.name),
        [own, trickyNames[0], 'closed', 'postgres', 'shut'],
      );
    }
  });

  it('tells which databases a role may not connect to', async () => {
    const rows = await readAll(guest, databases);
    const say = rows.map((row) => [row.own, row.connectable, row.open]);
    assert.deepEqual(say, [
      [true, true, true],
      [false, true, true],
      [false, false, true],
      [false, true, true],
      [false, true, false],
    ]);
    assert.equal(rows[1]?.comment, 'odd');
    assert.equal(rows[1].owner, server.user);
  });

  it('lists schemas page by page, each once, without those of the system', async () => {
    const expected = ['public', 'marts', 'mart_sales', 'martxsales', 'Marts', ...trickyNames];
    for (const size of [1, 7, 500]) {
      const names = (await readAll(guest, schemas(), size)).map((row) => row.name);
      assert.equal(names.length, expected.length);
      assert.deepEqual(new Set(names), new Set(expected));
    }
  });

  it('tells which schemas a role may not use', async () => {
    const rows = await readAll(guest, schemas());
    const usable = rows.filter((row) => row.usable).map((row) => row.name);
    assert.deepEqual(usable, ['public']);
    assert.ok((await readAll(catalog, schemas())).every((row) => row.usable));
  });

  it('finds a schema by its name, whatever the name', async () => {
    for (const name of trickyNames) {
      assert.equal((await readOne(guest, schemaByName(name))).name, name);
    }
    assert.equal((await readOne(guest, schemaByName('marts'))).comment, 'for readers');
    assert.deepEqual(await guest.read(schemaByName('nothing'), neverCancelled), []);
  });

  const patternCases: readonly (readonly [patterns: readonly string[], names: readonly string[]])[] = [
    [['marts'], ['marts']],
    [['mart_*'], ['mart_sales']],
    [['mart*'], ['mart_sales', 'marts', 'martxsales']],
    [['*arts'], ['Marts', 'marts']],
    [['MARTS'], []],
    [[], []],
    [['%_*'], ['%_*']],
    [['\\*'], ['\\back"slash']],
    [['{x,y}'], ['{x,y}']],
    [
      ['We"ird . Näme', 'new\nline'],
      ['We"ird . Näme', 'new\nline'],
    ],
    [['*🚀*'], ['🚀 rocket']],
  ];
  for (const [patterns, names] of patternCases) {
    it(`matches the marts ${JSON.stringify(patterns)}`, async () => {
      const rows = await readAll(catalog, layerSchemas(martLayersOf({ marts: patterns }), 0));
      assert.deepEqual(
        rows.map((row) => row.name),
        names,
      );
    });
  }
});
