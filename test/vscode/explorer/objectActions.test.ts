import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import type { ConnectionProfile } from '../../../src/core/connections/connectionProfile';
import { currentRelation } from '../../../src/core/catalog/queries/relations';
import type { RelationNode } from '../../../src/core/explorer/nodes';
import type { ActionServices } from '../../../src/vscode/explorer/actions/actionServices';
import {
  analyze,
  comment,
  drop,
  refreshView,
  rename,
  truncate,
  vacuum,
} from '../../../src/vscode/explorer/actions/changes';
import { copyInsert, copySelect, countRows, sampleRows } from '../../../src/vscode/explorer/actions/reads';
import type { Question } from '../../../src/vscode/query/questions';
import type { TestServer } from '../../support/postgres';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testConnections';

describe('explorer: actions on objects', () => {
  let server: TestServer;
  let database: string;
  let connections: TestConnections;
  let asked: Question[];
  let said: string[];
  let copied: string[];
  let opened: string[];
  let refreshed: string[];
  let answer: string | undefined;
  let agrees: boolean;

  const services = (changes: Partial<ConnectionProfile> = {}): ActionServices => {
    connections.profiles = [profileFor(server, { database, name: 'Warehouse', ...changes })];
    return {
      connections,
      queries: {
        open: () => Promise.reject(new Error('Nothing opens without running.')),
        openAndRun: (_, name, sql) => {
          opened.push(`${name}: ${sql}`);
          return Promise.resolve();
        },
      },
      confirm: (question) => {
        asked.push(question);
        return Promise.resolve(agrees);
      },
      ask: () => Promise.resolve(answer),
      say: (message) => said.push(message),
      copy: (text) => {
        copied.push(text);
        return Promise.resolve();
      },
      refreshAround: (node) => refreshed.push(node.id),
    };
  };
  const sql = (text: string) => server.query<Record<string, unknown>>(text, [], database);
  const relation = async (name: string): Promise<RelationNode> => {
    const catalog = await connections.database('test');
    const [row] = await catalog.read(currentRelation({ oid: 0, schema: 'odd "s"', name }), neverCancelled);
    assert.ok(row, name);
    const place = { profileId: 'test', database: undefined };
    return { kind: 'relation', id: name, place, row, bound: undefined, facts: undefined };
  };

  before(async () => {
    server = await sharedServer();
  });

  beforeEach(async () => {
    [asked, said, copied, opened, refreshed] = [[], [], [], [], []];
    [answer, agrees] = [undefined, true];
    database = await server.createDatabase('object actions');
    connections = new TestConnections([profileFor(server, { database })], server.password);
    for (const statement of [
      'CREATE SCHEMA "odd ""s"""',
      'CREATE TABLE "odd ""s"""."Lo\'ans" (id int, "Amount" numeric)',
      'INSERT INTO "odd ""s"""."Lo\'ans" VALUES (1, 2), (3, 4)',
      'CREATE VIEW "odd ""s""".seen AS SELECT id FROM "odd ""s"""."Lo\'ans"',
      'CREATE MATERIALIZED VIEW "odd ""s""".sums AS SELECT count(*) AS n FROM "odd ""s""".seen',
    ]) {
      await sql(statement);
    }
  });

  afterEach(async () => {
    await connections.disconnect();
    connections.dispose();
  });

  it('show the statement with connection and database before they run it', async () => {
    answer = 'new "name"';
    agrees = false;
    await rename(services())(await relation("Lo'ans"));
    assert.deepEqual(asked, [
      {
        message: `Rename the table odd "s".Lo'ans to new "name"?`,
        detail: `ALTER TABLE "odd ""s"""."Lo'ans" RENAME TO "new ""name""";\n\nConnection: Warehouse (local). Database: ${database}.`,
        yes: 'Rename',
      },
    ]);
    assert.deepEqual([said, refreshed, connections.opened], [[], [], 0]);
    agrees = true;
    await rename(services())(await relation("Lo'ans"));
    assert.deepEqual(said, [`Renamed the table odd "s".Lo'ans to new "name".`]);
    assert.deepEqual(refreshed, ["Lo'ans"]);
    await relation('new "name"');
  });

  it('comment, truncate, vacuum, analyze and refresh', async () => {
    answer = `it's`;
    await comment(services())(await relation("Lo'ans"));
    assert.equal((await relation("Lo'ans")).row.comment, `it's`);
    await analyze(services())(await relation("Lo'ans"));
    assert.equal((await relation("Lo'ans")).row.estimatedRows, 2);
    await truncate(services())(await relation("Lo'ans"));
    await vacuum(services())(await relation("Lo'ans"));
    await refreshView(services())(await relation('sums'));
    assert.deepEqual(await sql('SELECT n::int FROM "odd ""s""".sums'), [{ n: 0 }]);
    assert.match(
      asked.at(-1)?.detail ?? '',
      /^REFRESH MATERIALIZED VIEW "odd ""s""".sums;\n\nOthers cannot read/,
    );
    assert.equal(said.length, 5);
    assert.equal(refreshed.length, 5);
  });

  it('name what is dropped too, and drop it', async () => {
    await drop(services())(await relation("Lo'ans"));
    const [question] = asked;
    assert.ok(question);
    assert.equal(question.message, `Drop the table odd "s".Lo'ans and what depends on it?`);
    assert.match(
      question.detail ?? '',
      /^DROP TABLE "odd ""s"""\."Lo'ans" CASCADE;\n\nThese are dropped with it[^\n]*\n• materialized view "odd ""s"""\.sums\n• view "odd ""s"""\.seen\n\nConnection/,
    );
    assert.deepEqual(
      await sql(
        `SELECT relname FROM pg_class WHERE relnamespace = 'odd "s"'::regnamespace`.replace(
          `'odd "s"'`,
          `'"odd ""s"""'`,
        ),
      ),
      [],
    );
  });

  it('ask on production by its name', async () => {
    agrees = false;
    await truncate(services({ environment: 'production' }))(await relation("Lo'ans"));
    assert.equal(
      asked[0]?.message,
      `Remove all rows of the table odd "s".Lo'ans on Warehouse, which is production?`,
    );
    assert.deepEqual(await sql(`SELECT count(*)::int AS n FROM "odd ""s"""."Lo'ans"`), [{ n: 2 }]);
  });

  it('are refused on a read-only connection, and nothing is asked or sent', async () => {
    answer = 'other';
    for (const action of [rename, comment, truncate, drop, vacuum, analyze]) {
      await assert.rejects(
        action(services({ readOnly: true }))(await relation("Lo'ans")),
        /^UserError: Warehouse is read-only, and nothing was sent/,
      );
    }
    await assert.rejects(refreshView(services({ readOnly: true }))(await relation('sums')), /read-only/);
    assert.deepEqual([asked, connections.opened], [[], 0]);
  });

  it('say in words that another session uses the object', async () => {
    const table = await relation("Lo'ans");
    await server.withAdmin(async (client) => {
      await client.query('BEGIN');
      await client.query(`LOCK TABLE "odd ""s"""."Lo'ans" IN ACCESS SHARE MODE`);
      await assert.rejects(
        truncate(services())(table),
        /^UserError: Nothing was changed: another session uses odd "s"\.Lo'ans/,
      );
      await client.query('ROLLBACK');
    }, database);
    assert.deepEqual([said, refreshed], [[], ["Lo'ans"]]);
  }).timeout(30_000);

  it('refuse what they are not for', async () => {
    await assert.rejects(
      truncate(services())(await relation('seen')),
      /Truncate is not possible for a view\./,
    );
    await assert.rejects(drop(services())(undefined), /Select an object in the Lakehouse sidebar first/);
  });

  it('count, sample and copy, also on a read-only connection', async () => {
    const readOnly = services({ readOnly: true });
    await countRows(readOnly)(await relation("Lo'ans"));
    assert.deepEqual(said, [`odd "s".Lo'ans has 2 rows.`]);
    await sampleRows(readOnly)(await relation('seen'));
    assert.deepEqual(opened, [`${database}: SELECT * FROM "odd ""s""".seen LIMIT 100;\n`]);
    await copySelect(readOnly)(await relation("Lo'ans"));
    await copyInsert(readOnly)(await relation("Lo'ans"));
    assert.deepEqual(copied, [
      `SELECT id,\n       "Amount"\n  FROM "odd ""s"""."Lo'ans";\n`,
      `INSERT INTO "odd ""s"""."Lo'ans" (\n  id,\n  "Amount"\n) VALUES (\n  NULL, -- id: integer\n  NULL -- Amount: numeric\n);\n`,
    ]);
  });
});
