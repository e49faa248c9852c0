import assert from 'node:assert/strict';
import { isCancellation, neverCancelled } from '../../../src/base/cancelSignal';
import type { Session } from '../../../src/core/query/session';
import {
  type MatrixCell,
  matrixCommands,
  outcomeSentence,
  outcomeWord,
} from '../../../src/core/rowSecurity/matrix';
import { tryMatrix } from '../../../src/core/rowSecurity/tryMatrix';
import { Connector } from '../../../src/node/pg/connector';
import type { TestServer } from '../../support/postgres';
import { eventually } from '../../support/eventually';
import {
  truth,
  truthRelations,
  truthRoles,
  type TruthRole,
  truthSetUp,
  truthTearDown,
} from '../../support/rowSecurityTruth';
import { passwords, profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

describe('the matrix of row security', () => {
  let server: TestServer;
  let database: string;
  let connector: Connector;
  let session: Session;
  const closing: (() => Promise<unknown>)[] = [];

  before(async function () {
    server = await sharedServer();
    if (server.major < 15) {
      // Views with security_invoker came with 15.
      this.skip();
    }
    database = await server.createDatabase('matrix');
    await server.withAdmin((client) => client.query(truthSetUp), database);
    closing.unshift(() => server.withAdmin((client) => client.query(truthTearDown), database));
    connector = new Connector(profileFor(server, { database }), passwords(server.password));
    closing.unshift(() => connector.close());
    session = await connector.openSession(neverCancelled);
    closing.unshift(() => session.close());
  });

  after(async () => {
    for (const close of closing) {
      await close();
    }
  });

  const matrix = async (
    roles: readonly string[],
    relations: readonly (readonly [schema: string, name: string])[],
    options: { readonly readOnly?: boolean } = {},
  ): Promise<readonly MatrixCell[]> => {
    const cells: MatrixCell[] = [];
    const lenses = roles.map((role) => ({
      role,
      settings:
        role in truthRoles
          ? [{ name: 'app.tenant', value: String(truthRoles[role as TruthRole].tenant) }]
          : [],
    }));
    await tryMatrix(
      session,
      {
        lenses,
        relations: relations.map(([schema, name]) => ({ schema, name })),
        readOnly: options.readOnly ?? false,
      },
      (cell) => void cells.push(cell),
      neverCancelled,
    );
    assert.equal(session.transaction, 'idle');
    return cells;
  };

  it('equals the truth table of 6 roles, 8 relations and 4 commands', async () => {
    const roles = Object.keys(truthRoles) as readonly TruthRole[];
    const cells = await matrix(
      roles,
      truthRelations.map((name) => ['truth', name]),
    );
    const tried = cells.map(({ lens, relation, command, outcome }) => {
      const word = outcome.kind === 'rows' ? String(outcome.rows) : outcomeWord(outcome);
      return `${roles[lens]} ${truthRelations[relation]} ${command}: ${word}`;
    });
    const expected = roles.flatMap((role) =>
      truthRelations.flatMap((name) =>
        matrixCommands.map((command) => `${role} ${name} ${command}: ${truth(role, name, command)}`),
      ),
    );
    assert.equal(tried.length, 6 * 8 * 4);
    assert.deepEqual(tried, expected);
    const left = await server.query<{ count: string }>('SELECT count(*) FROM truth.owned', [], database);
    assert.deepEqual(left, [{ count: '6' }]);
  });

  it('stops reading when nobody waits for it any more', async function () {
    // Left alone, each view takes two time limits of five seconds.
    this.timeout(9000);
    const names = ['sleepy_1', 'sleepy_2'];
    for (const name of names) {
      await server.query(`CREATE VIEW truth.${name} AS SELECT pg_sleep(60)::text`, [], database);
    }
    const stopped = new AbortController();
    const relations = names.map((name) => ({ schema: 'truth', name }));
    const lenses = [{ role: 'truth_super', settings: [] }];
    const running = tryMatrix(
      session,
      { lenses, relations, readOnly: true },
      () => assert.fail(),
      stopped.signal,
    );
    const asleep = async () =>
      (await server.query(`SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'`)).length > 0;
    assert.ok(await eventually(asleep));
    stopped.abort();
    await assert.rejects(running, isCancellation);
    assert.equal(session.transaction, 'idle');
  });

  it('tries nothing that writes on a read-only connection', async () => {
    const cells = await matrix(['truth_super'], [['truth', 'plain']], { readOnly: true });
    assert.deepEqual(
      cells.map(({ outcome }) => outcomeWord(outcome)),
      ['6', 'not tried', 'not tried', 'not tried'],
    );
  });

  it('says what fails, what a constraint stops, and what does not exist', async () => {
    await server.withAdmin(
      (client) =>
        client.query(`
          CREATE TABLE truth.parents (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "Odd ""name" text);
          CREATE TABLE truth.children (parent int REFERENCES truth.parents);
          INSERT INTO truth.parents ("Odd ""name") VALUES ('a'), ('b');
          INSERT INTO truth.children VALUES (1);
          CREATE TABLE truth.broken (id int);
          INSERT INTO truth.broken VALUES (1);
          ALTER TABLE truth.broken ENABLE ROW LEVEL SECURITY;
          CREATE POLICY broken ON truth.broken USING (id = current_setting('app.nowhere')::int);
          CREATE MATERIALIZED VIEW truth.frozen AS SELECT * FROM truth.plain;
          GRANT SELECT (id), INSERT ("Odd ""name") ON truth.parents TO truth_writer;
          GRANT DELETE ON truth.parents TO truth_writer;
          GRANT ALL ON truth.broken, truth.frozen TO truth_writer`),
      database,
    );
    const names = ['parents', 'broken', 'frozen', 'missing'];
    const cells = await matrix(
      ['truth_writer', 'nobody at all'],
      names.map((name) => ['truth', name]),
    );
    const lines = cells.map(
      ({ lens, relation, command, outcome }) =>
        `${lens} ${names[relation]} ${command}: ${outcomeSentence(command, outcome)}`,
    );
    assert.deepEqual(lines.slice(0, 16), [
      '0 parents SELECT: It may see 2 of all 2 rows.',
      '0 parents INSERT: It may insert copies of 2 of the 2 rows that were tried one by one.',
      '0 parents UPDATE: Refused for want of a privilege: permission denied for table parents.',
      '0 parents DELETE: Row security allows it; a constraint stopped it: update or delete on table "parents" violates foreign key constraint "children_parent_fkey" on table "children".',
      ...['SELECT', 'INSERT', 'UPDATE', 'DELETE'].map(
        (command) =>
          `0 broken ${command}: It failed: unrecognized configuration parameter "app.nowhere" (42704).`,
      ),
      '0 frozen SELECT: It may see 6 of all 6 rows.',
      ...['INSERT', 'UPDATE', 'DELETE'].map(
        (command) =>
          `0 frozen ${command}: The server takes no such command here: cannot change materialized view "frozen".`,
      ),
      ...['SELECT', 'INSERT', 'UPDATE', 'DELETE'].map(
        (command) => `0 missing ${command}: It failed: relation "truth.missing" does not exist (42P01).`,
      ),
    ]);
    assert.deepEqual(
      [...new Set(lines.slice(16).map((line) => line.replace(/^.*?: /, '')))],
      ['There is no role nobody at all on this server.'],
    );
  });
});
