import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { ConnectError } from '../../../src/core/connections/connectError';
import type { ConnectionProfile } from '../../../src/core/connections/connectionProfile';
import { anyLogin, type LoginRules } from '../../../src/core/connections/loginRules';
import { Connector } from '../../../src/node/pg/connector';
import { makeSelfSigned } from '../../support/certificates';
import { startPostgres, type TestServer } from '../../support/postgres';
import { profileFor } from '../../support/sessions';

describe('Login rules', () => {
  let server: TestServer;

  before(async () => {
    server = await startPostgres({
      tls: await makeSelfSigned(),
      hba: [
        'host all open all trust',
        'host all old all md5',
        'host all plain all password',
        'host all all all scram-sha-256',
      ],
    });
    await server.withAdmin(async (client) => {
      await client.query("create role fresh login password 'p'");
      await client.query('create role open login');
      await client.query("create role plain login password 'p'");
      await client.query("set password_encryption = 'md5'");
      await client.query("create role old login password 'p'");
    });
  });

  after(() => server.dispose());

  /** What became of the login, and whether the password left the cell. */
  async function login(user: string, rules: Partial<LoginRules>, mode: ConnectionProfile['tls']['mode']) {
    const base = profileFor(server);
    const loginRules = { ...anyLogin, ...rules };
    const profile = { ...base, user, loginRules, tls: { ...base.tls, mode } };
    let asked = 0;
    const connector = new Connector(profile, {
      getPassword: () => {
        asked++;
        return Promise.resolve('p');
      },
    });
    try {
      const session = await connector.openSession(neverCancelled);
      await session.close();
      return { outcome: session.loginMethod, asked };
    } catch (error) {
      assert.ok(error instanceof ConnectError, String(error));
      return { outcome: error.failure.happened.replace(/127\.0\.0\.1:\d+/, 'X'), asked };
    } finally {
      await connector.close();
    }
  }

  const forbidden = (method: string) =>
    `The server at X asks for a login by ${method}, which the settings of this connection do not allow.`;
  const unbound =
    'The login at X cannot be bound to the certificate of the server, which this connection requires.';
  const cases: readonly (readonly [
    user: string,
    rules: Partial<LoginRules>,
    mode: 'disable' | 'require',
    outcome: string,
    asked: number,
  ])[] = [
    ['fresh', {}, 'disable', 'scram', 1],
    ['fresh', { requireAuth: ['scram-sha-256'] }, 'disable', 'scram', 1],
    ['old', { requireAuth: ['scram-sha-256'] }, 'require', forbidden('md5'), 0],
    ['plain', { requireAuth: ['md5', 'scram-sha-256'] }, 'require', forbidden('password'), 0],
    ['plain', { requireAuth: ['password'] }, 'require', 'cleartext', 1],
    ['old', { requireAuth: ['md5'] }, 'require', 'md5', 1],
    ['fresh', { requireAuth: ['none'] }, 'require', forbidden('scram-sha-256'), 0],
    ['fresh', { requireAuth: [] }, 'require', forbidden('scram-sha-256'), 0],
    [
      'open',
      { requireAuth: ['scram-sha-256'] },
      'require',
      'The server at X lets in without asking who we are, which the settings of this connection do not allow.',
      0,
    ],
    ['open', { requireAuth: ['none'] }, 'require', 'trust', 0],
    ['fresh', { channelBinding: 'require' }, 'require', 'scram', 1],
    ['fresh', { channelBinding: 'disable' }, 'require', 'scram', 1],
    ['fresh', { channelBinding: 'require' }, 'disable', unbound, 0],
    ['old', { channelBinding: 'require' }, 'require', unbound, 0],
    ['plain', { channelBinding: 'require' }, 'require', unbound, 0],
    ['open', { channelBinding: 'require' }, 'require', unbound, 0],
  ];
  for (const [user, rules, mode, outcome, asked] of cases) {
    it(`${user} with ${JSON.stringify(rules)} over ${mode}: ${outcome}`, async () => {
      assert.deepEqual(await login(user, rules, mode), { outcome, asked });
    });
  }
});
