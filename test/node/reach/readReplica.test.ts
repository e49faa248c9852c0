import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { presentConnection } from '../../../src/core/explorer/presentConnection';
import type { Session } from '../../../src/core/query/session';
import { Connector } from '../../../src/node/pg/connector';
import { testConnection } from '../../../src/node/pg/testConnection';
import { eventually } from '../../support/eventually';
import { passwords, profileFor, run } from '../../support/sessions';
import { checkRow, connectOutcome, plain, runOutcome } from '../../support/situations';
import { type ReplicatedServers, startReplicated } from '../../support/standby';

const situation = 'A read replica';

describe('A read replica', () => {
  let servers: ReplicatedServers;
  let connector: Connector;
  let session: Session & { close(): Promise<void> };

  before(async function () {
    this.timeout(60_000);
    servers = await startReplicated({ settings: { max_standby_streaming_delay: '0' } });
    await servers.primary.query('create table marts (id int primary key, name text)');
    await servers.primary.query("insert into marts select n, 'x' from generate_series(1, 1000) n");
    await servers.primary.query('create sequence numbers');
    await servers.caughtUp();
  });
  after(() => servers.dispose());

  const connect = () => new Connector(profileFor(servers.standby), passwords(servers.standby.password));

  beforeEach(async () => {
    connector = connect();
    session = await connector.openSession(neverCancelled);
  });
  afterEach(async () => {
    await session.close();
    await connector.close();
  });

  it('is told wherever a connection is shown', async () => {
    checkRow(situation, 'Connect', await connectOutcome(connect()));
    assert.equal(session.server.inRecovery, true);
    const profile = profileFor(servers.standby);
    const look = presentConnection(profile, { kind: 'connected', server: session.server });
    assert.match(look.description, /^read replica · /);
    assert.ok(look.tooltip.includes('This server is a read replica: it takes no writes.'));
    const outcome = await testConnection(profile, passwords(servers.standby.password), neverCancelled);
    assert.ok(outcome.ok);
    checkRow(situation, 'Test Connection', outcome.warnings.join(' '));
    const primary = await new Connector(
      profileFor(servers.primary),
      passwords(servers.primary.password),
    ).openSession(neverCancelled);
    assert.equal(primary.server.inRecovery, false);
    await primary.close();
  });

  const cases: readonly (readonly [string, string])[] = [
    ['Query', 'select count(*) from marts'],
    ['Explain', 'explain analyze select * from marts'],
    ['Transaction', 'begin; select 1; commit'],
    ['INSERT', "insert into marts values (0, 'x')"],
    ['CREATE TABLE', 'create table other (id int)'],
    ['SELECT … FOR UPDATE', 'select * from marts for update'],
    ['Temporary table', 'create temp table mine (id int)'],
    ['nextval()', "select nextval('numbers')"],
    ['VACUUM', 'vacuum marts'],
    ['LISTEN', 'listen changes'],
  ];
  for (const [action, text] of cases) {
    it(`${action}: as the table says`, async () => {
      checkRow(situation, action, await runOutcome(session, text));
    });
  }

  it('explains a statement that the replay of the primary had to stop', async function () {
    this.timeout(60_000);
    const { primary, standby } = servers;
    const running = runOutcome(session, 'select count(*), pg_sleep(30) from marts');
    const isActive = async () =>
      (await standby.backends()).some(({ query, state }) => state === 'active' && query.includes('sleep'));
    assert.ok(await eventually(isActive));
    await primary.query('truncate marts');
    checkRow(situation, 'A long query while the primary changes its rows', await running);
  });

  it('goes on as a primary after a promotion', async function () {
    this.timeout(60_000);
    await run(session, 'select 1');
    await servers.standby.query('select pg_promote()');
    checkRow(
      situation,
      'INSERT after a promotion',
      plain(await runOutcome(session, "insert into marts values (0, 'x')")),
    );
    assert.equal(session.server.inRecovery, servers.standby.major < 14);
  });
});
