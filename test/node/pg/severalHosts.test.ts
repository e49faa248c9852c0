import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { ConnectError } from '../../../src/core/connections/connectError';
import type { HostAddress, TargetSession } from '../../../src/core/connections/hostList';
import { Connector } from '../../../src/node/pg/connector';
import { eventually } from '../../support/eventually';
import { freePort, type TestServer } from '../../support/postgres';
import { CollectingSink, passwords, profileFor, run } from '../../support/sessions';
import { type ReplicatedServers, startReplicated } from '../../support/standby';
import { silentListener } from '../../support/silentListener';

describe('Several hosts', function () {
  let servers: ReplicatedServers;
  let primary: TestServer;
  let standby: TestServer;
  const places: Record<string, HostAddress> = {};

  before(async function () {
    this.timeout(60_000);
    servers = await startReplicated();
    ({ primary, standby } = servers);
    places['primary'] = { host: primary.host, port: primary.port };
    places['standby'] = { host: standby.host, port: standby.port };
    places['nobody'] = { host: '127.0.0.1', port: await freePort() };
    await primary.query('create role reader login password $$reader$$');
    await primary.query('alter role reader set default_transaction_read_only = on');
    await servers.caughtUp();
  });

  after(() => servers.dispose());

  const connectorFor = (hosts: string, changes: Parameters<typeof profileFor>[1] = {}): Connector => {
    const [first, ...others] = hosts.split(' ').flatMap((name) => places[name] ?? []);
    assert.ok(first);
    const profile = profileFor(primary, { ...first, otherHosts: others, ...changes });
    return new Connector(profile, passwords(changes.user === 'reader' ? 'reader' : primary.password));
  };

  const reached = async (connector: Connector): Promise<string> => {
    const session = await connector.openSession(neverCancelled);
    try {
      const { rows } = await run(session, "select current_setting('port')");
      const place = Object.entries(places).find(([, { port }]) => String(port) === rows[0]?.[0]);
      return `${place?.[0] ?? '?'}${session.server.inRecovery ? ', read replica' : ''}`;
    } finally {
      await session.close();
      await connector.close();
    }
  };

  const replica = 'standby, read replica';
  const cases: readonly (readonly [string, TargetSession, string])[] = [
    ['nobody primary', 'any', 'primary'],
    ['standby primary', 'any', replica],
    ['standby primary', 'read-write', 'primary'],
    ['standby primary', 'primary', 'primary'],
    ['primary standby', 'read-only', replica],
    ['primary standby', 'standby', replica],
    ['primary nobody standby', 'prefer-standby', replica],
    ['nobody primary', 'prefer-standby', 'primary'],
  ];
  for (const [hosts, targetSession, expected] of cases) {
    it(`reaches the ${expected} of ${hosts} for ${targetSession}`, async () => {
      assert.equal(await reached(connectorFor(hosts, { targetSession })), expected);
    });
  }

  it('takes a primary with read-only sessions for read-only, as libpq does', async () => {
    const changes = { user: 'reader', targetSession: 'read-only' } as const;
    assert.equal(await reached(connectorFor('primary standby', changes)), 'primary');
  });

  const failed = async (connector: Connector): Promise<ConnectError> => {
    const error: unknown = await connector.openSession(neverCancelled).catch((each: unknown) => each);
    assert.ok(error instanceof ConnectError, String(error));
    return error;
  };
  const at = (name: string) => `127.0.0.1:${String(places[name]?.port)}`;

  it('lists what each host answered', async () => {
    const { failure } = await failed(connectorFor('nobody standby', { targetSession: 'read-write' }));
    assert.equal(failure.kind, 'noHost');
    assert.equal(
      failure.happened,
      `None of the hosts will do: “read-write” is asked for.\n· Nothing listens at ${at('nobody')}.\n· ${at('standby')}: It is a read replica.`,
    );
    const alone = await failed(connectorFor('primary', { targetSession: 'standby' }));
    assert.match(alone.failure.happened, /· 127\.0\.0\.1:\d+: It is a primary\.$/);
  });

  it('stops at a server that refuses the login, as libpq does', async () => {
    const error = await failed(connectorFor('primary standby', { user: 'nobody_here' }));
    assert.equal(error.kind, 'authentication');
    assert.match(error.message, new RegExp(at('primary')));
  });

  it('gives each host the whole time to connect', async () => {
    const silent = await silentListener();
    places['silent'] = { host: '127.0.0.1', port: silent.port };
    const timeouts = { ...profileFor(primary).timeouts, connect: 1500 };
    try {
      assert.equal(await reached(connectorFor('silent silent primary', { timeouts })), 'primary');
    } finally {
      silent.dispose();
    }
  });

  it('spreads over the hosts where that is asked for', async () => {
    const found = new Set<string>();
    for (let attempt = 0; attempt < 60 && found.size < 2; attempt++) {
      found.add(await reached(connectorFor('primary standby', { loadBalance: true })));
    }
    assert.deepEqual([...found].sort(), ['primary', replica]);
  });

  it('cancels on the server that was reached', async () => {
    const connector = connectorFor('primary standby', { targetSession: 'standby' });
    const session = await connector.openSession(neverCancelled);
    const running = run(session, 'select pg_sleep(60)');
    const isActive = async () => (await standby.backends()).some(({ state }) => state === 'active');
    assert.ok(await eventually(isActive));
    assert.deepEqual(await session.cancel(), { kind: 'cancelled' });
    await assert.rejects(running, /cancel/);
    await session.close();
    await connector.close();
  });

  it('watches a statement on the server that was reached', async () => {
    const { host, port } = places['standby'] ?? { host: '', port: 0 };
    const profile = profileFor(primary, {
      otherHosts: [{ host, port }],
      targetSession: 'standby',
    });
    const connector = new Connector(profile, passwords(primary.password), {
      deadlines: { silenceBeforeProbe: 100, probeGrace: 50 },
    });
    const session = await connector.openSession(neverCancelled);
    const sink = new CollectingSink();
    await session.execute({ text: 'select pg_sleep(0.8)', maxRows: 1 }, sink, neverCancelled);
    assert.equal(sink.received.length, 1);
    await session.close();
    await connector.close();
  });

  it('notices a promotion', async function () {
    this.timeout(60_000);
    const connector = connectorFor('standby');
    const session = await connector.openSession(neverCancelled);
    assert.equal(session.server.inRecovery, true);
    await standby.query('select pg_promote()');
    await run(session, 'select 1');
    assert.equal(session.server.inRecovery, primary.major < 14);
    await session.close();
    await connector.close();
  });
});
