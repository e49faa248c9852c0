import assert from 'node:assert/strict';
import {
  consentKey,
  describePlace,
  hostsOf,
  secretKey,
} from '../../../src/core/connections/connectionProfile';
import { readProfiles } from '../../../src/core/connections/readProfiles';
import { readHop } from '../../../src/core/connections/sshSettings';

const entry = { id: 'a', host: 'db.example', database: 'lake', user: 'ana' };

function read(changes: Readonly<Record<string, unknown>>, scope: 'user' | 'workspace' = 'user') {
  const list = { scope, label: 'test', idPrefix: '', value: [{ ...entry, ...changes }] };
  const { value, problems } = readProfiles([list]);
  return { profile: value[0], problems: problems.map(({ message }) => message) };
}

describe('The way to a server, in settings', () => {
  const places: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
    ['one host', {}, 'db.example:5432'],
    ['several hosts on one port', { host: 'one, two', port: 5433 }, 'one:5433, two:5433'],
    ['a port for each host', { host: 'one,two,three', port: '1,,3' }, 'one:1, two:5432, three:3'],
    ['addresses of IPv6', { host: '::1,[fe80::2]' }, '[::1]:5432, [fe80::2]:5432'],
    ['sockets', { host: '/run/postgresql,/tmp' }, '/run/postgresql/.s.PGSQL.5432, /tmp/.s.PGSQL.5432'],
    ['a URL of several hosts', { host: undefined, url: 'postgresql://one:1,two/lake' }, 'one:1, two:5432'],
    ['a tunnel', { ssh: { host: 'bastion' } }, 'db.example:5432 through bastion'],
    [
      'a tunnel with jumps',
      { ssh: { host: 'bastion', port: 2222, user: 'ana', jump: 'eve@one:22,[::1]:23' } },
      'db.example:5432 through eve@one:22, then [::1]:23, then ana@bastion:2222',
    ],
  ];
  for (const [name, changes, expected] of places) {
    it(`reads ${name}`, () => {
      const { profile, problems } = read(changes);
      assert.deepEqual(problems, []);
      assert.ok(profile);
      assert.equal(describePlace(profile), expected);
      assert.equal(hostsOf(profile).length, expected.split(' through ')[0]?.split(', ').length);
    });
  }

  const mistakes: readonly (readonly [Readonly<Record<string, unknown>>, RegExp])[] = [
    [{ host: 'one,,two' }, /^host: a name between two commas/],
    [{ host: 'one,two,three', port: '1,2' }, /^port: 2 ports do not fit 3 hosts/],
    [{ host: 'one,two', port: '1,x' }, /^port: "1,x" is no port/],
    [{ host: '@lake' }, /^host: a socket in the abstract namespace/],
    [{ targetSession: 'writable' }, /^targetSession: "writable" is unknown\. Use one of any, read-write/],
    [{ requireAuth: 'scram' }, /^requireAuth: use none, password, md5, scram-sha-256/],
    [{ requireAuth: '!md5,password' }, /^requireAuth: either all/],
    [{ channelBinding: 'always' }, /^channelBinding:/],
    [{ pooler: true }, /^pooler: true is unknown/],
    [{ ssh: 'bastion' }, /^ssh: must be an object/],
    [{ ssh: {} }, /^ssh: its host is missing/],
    [{ ssh: { host: '-oProxyCommand=x' } }, /^ssh: its host/],
    [{ ssh: { host: 'b', port: '22' } }, /^ssh: its port/],
    [{ ssh: { host: 'b', auth: 'gssapi' } }, /^ssh: its auth must be one of auto, agent/],
    [{ ssh: { host: 'b', jump: 'a b' } }, /^ssh: its jump/],
    [{ ssh: { host: 'b', password: 'x' } }, /^ssh: password is no field of a tunnel/],
    [{ password: 'command' }, /^passwordCommand: is missing/],
    [{ password: 'command', passwordCommand: 'aws rds' }, /^passwordCommand: must be a list of texts/],
    [{ password: 'command', passwordCommand: [''] }, /^passwordCommand: must be a list/],
    [{ password: 'command', passwordCommand: ['x'], passwordCommandKeep: -1 }, /^passwordCommandKeep:/],
  ];
  for (const [changes, expected] of mistakes) {
    it(`refuses ${JSON.stringify(changes)}`, () => {
      const { profile, problems } = read(changes);
      assert.equal(profile, undefined);
      assert.match(problems.join('\n'), expected);
    });
  }

  it('takes a password command from the user only', () => {
    const command = { password: 'command', passwordCommand: ['token', '--for', 'me'] };
    assert.deepEqual(read(command).profile?.passwordCommand, {
      argv: ['token', '--for', 'me'],
      keepFor: 600_000,
      timeLimit: 30_000,
    });
    assert.deepEqual(read(command, 'workspace').problems, [
      'password: a command may stand in the user settings only.',
    ]);
  });

  it('allows the login methods that are named, or all but those with a !', () => {
    const rules = (requireAuth: string) => read({ requireAuth }).profile?.loginRules.requireAuth;
    assert.deepEqual(rules('scram-sha-256, md5'), ['md5', 'scram-sha-256']);
    assert.deepEqual(rules('!password,!gss'), ['none', 'md5', 'scram-sha-256']);
    assert.deepEqual(rules('gss'), []);
  });

  it('keeps passwords apart that go another way', () => {
    const keys = [{}, { ssh: { host: 'b' } }, { ssh: { host: 'c' } }, { host: 'db.example,two' }].map(
      (changes) => {
        const { profile } = read(changes);
        assert.ok(profile);
        return secretKey(profile);
      },
    );
    assert.equal(new Set(keys).size, keys.length);
  });

  it('asks again when a workspace leads another way', () => {
    const ways = [
      {},
      { ssh: { host: 'b' } },
      { ssh: { host: 'b', auth: 'agent' } },
      { ssh: { host: 'b', jump: 'c' } },
    ];
    const keys = ways.map((changes) => {
      const { profile } = read(changes, 'workspace');
      assert.ok(profile);
      return consentKey(profile);
    });
    assert.equal(new Set(keys).size, keys.length);
  });

  it('reads hops as ProxyJump has them', () => {
    const hop = (host: string, port?: number, user?: string) => ({ host, port, user });
    assert.deepEqual(readHop('a'), hop('a'));
    assert.deepEqual(readHop('ssh://eve@a:22'), hop('a', 22, 'eve'));
    assert.deepEqual(readHop('e@v@a'), undefined);
    assert.deepEqual(readHop('[::1]:2'), hop('::1', 2));
    for (const bad of ['', 'a:0', 'a:99999', '-x', 'a b', 'u@']) {
      assert.equal(readHop(bad), undefined, bad);
    }
  });
});
