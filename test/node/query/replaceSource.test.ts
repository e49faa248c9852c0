import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { readSource } from '../../../src/core/catalog/ddl/source';
import type { ActionTarget } from '../../../src/core/catalog/actions/target';
import type { Session } from '../../../src/core/query/session';
import { PgParser } from '../../../src/node/sql/pgParser';
import type { EditedSource } from '../../../src/vscode/ddl/editedSources';
import { type ChangedQuestion, runReplacement } from '../../../src/vscode/ddl/replaceSource';
import { runAll } from '../../support/catalog';
import type { TestServer } from '../../support/postgres';
import { CollectingSink, profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testConnections';

describe('the replacement of an edited function or view', () => {
  const parser = new PgParser();
  let server: TestServer;
  let database: string;
  let connections: TestConnections;
  let session: Session;
  let source: EditedSource;
  let text: string;
  let asked: ChangedQuestion[];
  let answer: 'overwrite' | 'compare' | undefined;
  let compared: number;
  let whileAsking: () => Promise<void>;

  const sql = async (query: string) => {
    const [row] = await server.query<{ value: unknown }>(query, [], database);
    return row?.value;
  };
  const open = async (kind: ActionTarget['kind'], oid: string): Promise<void> => {
    const catalog = await connections.database('test');
    const target: ActionTarget = {
      kind,
      oid: Number(await sql(`SELECT ${oid}::oid::text AS value`)),
      column: 0,
      schema: 'odd "s"',
      name: 'seen',
      relation: undefined,
      signature: undefined,
    };
    const read = await readSource(catalog, target, neverCancelled);
    text = read.text;
    const { kind: made, schema, name, signature, fingerprint } = read;
    source = {
      kind: made,
      schema,
      name,
      signature,
      profileId: 'test',
      database,
      fingerprints: [fingerprint],
    };
  };
  const replace = (statement: string) =>
    runReplacement(
      {
        source,
        editor: { session },
        execute: (request, sink) => session.execute(request, sink, neverCancelled),
        parser: () => Promise.resolve(parser),
        choose: async (question) => {
          asked.push(question);
          await whileAsking();
          return answer;
        },
        compare: () => {
          compared++;
          return Promise.resolve();
        },
        replaced: (fingerprint, committed) => {
          source = {
            ...source,
            fingerprints: committed ? [fingerprint] : [...source.fingerprints, fingerprint],
          };
        },
      },
      { text: statement.trim().replace(/;$/, ''), maxRows: Infinity },
      new CollectingSink(),
    );
  const execute = (statement: string) =>
    session.execute({ text: statement, maxRows: 1 }, new CollectingSink(), neverCancelled);

  before(async () => {
    server = await sharedServer();
  });

  beforeEach(async () => {
    [asked, answer, compared] = [[], undefined, 0];
    whileAsking = () => Promise.resolve();
    database = await server.createDatabase('replace source');
    connections = new TestConnections([profileFor(server, { database })], server.password);
    await runAll(server, database, [
      'CREATE SCHEMA "odd ""s"""',
      'CREATE TABLE "odd ""s""".loans (id int, amount numeric)',
      `CREATE FUNCTION "odd ""s""".add(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT a + b'`,
      `CREATE FUNCTION "odd ""s""".add(a text) RETURNS text LANGUAGE sql AS 'SELECT a'`,
      'CREATE VIEW "odd ""s""".seen WITH (security_barrier) AS SELECT id FROM "odd ""s""".loans',
    ]);
    session = await connections.openSession('test');
    await open('function', `'"odd ""s""".add(int, int)'::regprocedure`);
  });

  afterEach(async () => {
    await session.close();
    await connections.disconnect();
    connections.dispose();
  });

  const value = () => sql(`SELECT "odd ""s""".add(2, 3) AS value`);
  const somebodyChanges = () =>
    sql(
      `CREATE OR REPLACE FUNCTION "odd ""s""".add(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT a - b'`,
    );

  it('runs the text that was opened, changed or not, and asks nothing', async () => {
    await replace(text);
    assert.equal(await value(), 5);
    const outcome = await replace(text.replace('a + b', 'a * b'));
    assert.equal(outcome.commandTag, 'CREATE FUNCTION');
    assert.equal(await value(), 6);
    await replace(text.replace('a + b', 'a * 100'));
    assert.equal(await value(), 200);
    assert.deepEqual([asked, session.transaction], [[], 'idle']);
  });

  it('leaves what somebody changed meanwhile when it is told nothing', async () => {
    await somebodyChanges();
    await assert.rejects(replace(text.replace('a + b', 'a * b')), /CancelledError/);
    assert.equal(await value(), -1);
    assert.deepEqual(asked, [
      {
        message: 'The function odd "s".add(a integer, b integer) was changed since you opened it.',
        detail: 'Somebody else replaced it. Nothing was sent yet, and your text stays as it is.',
        overwrite: 'Overwrite',
        comparable: true,
      },
    ]);
    assert.equal(session.transaction, 'idle');
  });

  it('shows the difference and sends nothing', async () => {
    await somebodyChanges();
    answer = 'compare';
    await assert.rejects(replace(text.replace('a + b', 'a * b')), /^UserError: Nothing was replaced\./);
    assert.deepEqual([await value(), compared], [-1, 1]);
  });

  it('overwrites when it is told to, and knows its own text afterwards', async () => {
    await somebodyChanges();
    answer = 'overwrite';
    await replace(text.replace('a + b', 'a * b'));
    await replace(text.replace('a + b', 'a * 7'));
    assert.deepEqual([await value(), asked.length], [14, 1]);
  });

  it('asks again about a change that comes while it asks', async () => {
    await somebodyChanges();
    answer = 'overwrite';
    whileAsking = async () => {
      whileAsking = () => Promise.resolve();
      await sql(`ALTER FUNCTION "odd ""s""".add(int, int) STRICT`);
    };
    await replace(text.replace('a + b', 'a * b'));
    assert.deepEqual([await value(), asked.length], [6, 2]);
  });

  it('says that the function is gone, and makes it again when told to', async () => {
    await sql(`DROP FUNCTION "odd ""s""".add(int, int)`);
    answer = 'overwrite';
    await replace(text);
    assert.equal(await value(), 5);
    const [question] = asked;
    assert.ok(question);
    assert.equal(question.message, 'The function odd "s".add(a integer, b integer) no longer exists.');
    assert.deepEqual([question.overwrite, question.comparable], ['Create It Again', false]);
  });

  it('rolls back what fails, and keeps the search path of the session', async () => {
    await execute('SET search_path = "odd ""s""", public');
    await assert.rejects(replace(text.replace('a + b', 'a + nothing')), /nothing/);
    assert.equal(session.transaction, 'idle');
    await replace(text.replace('a + b', 'add(a::text)::int'));
    const sink = new CollectingSink();
    await session.execute({ text: 'SHOW search_path', maxRows: 1 }, sink, neverCancelled);
    assert.deepEqual(sink.received, [['"odd ""s""", public']]);
    const body = `SELECT prosrc AS value FROM pg_proc WHERE proname = 'add' AND pronargs = 2`;
    assert.deepEqual([await sql(body), asked], ['SELECT add(a::text)::int', []]);
  });

  it('stays within a transaction of the user, whose end decides', async () => {
    await execute('BEGIN');
    await replace(text.replace('a + b', 'a * b'));
    assert.equal(session.transaction, 'inTransaction');
    await execute('ROLLBACK');
    assert.equal(await value(), 5);
    await replace(text.replace('a + b', 'a * 9'));
    assert.deepEqual([await value(), asked], [18, []]);
  });

  it('lets every other statement pass', async () => {
    await somebodyChanges();
    await replace('SELECT 1');
    await replace(text.replace('.add(', '.other('));
    await replace('CREATE TABLE "odd ""s""".add (a int)');
    assert.deepEqual(asked, []);
  });

  it('checks a view by its query and its options', async () => {
    await open('view', `'"odd ""s""".seen'::regclass`);
    assert.match(text, /^CREATE OR REPLACE VIEW "odd ""s"""\.seen WITH \(security_barrier = true\) AS\n/);
    // Before PostgreSQL 16 the columns have the table's name, too.
    await replace(text.replace(/FROM (\S*loans)/, 'FROM $1 WHERE false'));
    await sql(`ALTER VIEW "odd ""s""".seen SET (security_barrier = false)`);
    await assert.rejects(replace(text), /CancelledError/);
    answer = 'overwrite';
    await replace(text);
    assert.equal(
      await sql(`SELECT reloptions::text AS value FROM pg_class WHERE relname = 'seen'`),
      '{security_barrier=true}',
    );
  });
});
