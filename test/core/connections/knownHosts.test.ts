import assert from 'node:assert/strict';
import {
  checkHostKey,
  type HashName,
  hasAuthority,
  knownHostName,
  knownKeyTypes,
  matchesPattern,
  parseKnownHosts,
} from '../../../src/core/connections/knownHosts';

/** Stands for the HMAC, which belongs to another layer. */
const hash: HashName = (salt, name) => `${salt}.${name}`;

const file = `
# comment
one.example,10.0.0.1 ssh-ed25519 KEY1
[one.example]:2222 ssh-rsa KEY2 ana@desk
*.wild.example,!not.wild.example ecdsa-sha2-nistp256 KEY3
|1|salt|salt.hashed.example ssh-ed25519 KEY4
@revoked * ssh-ed25519 BAD
@cert-authority *.ca.example ssh-ed25519 CA
@unknown-marker x.example ssh-ed25519 KEY5
broken line
`;
const known = parseKnownHosts(file, 'known_hosts');

describe('Known hosts', () => {
  const cases: readonly (readonly [string, number, string, string, string])[] = [
    ['one.example', 22, 'ssh-ed25519', 'KEY1', 'known'],
    ['ONE.example', 22, 'ssh-ed25519', 'KEY1', 'known'],
    ['10.0.0.1', 22, 'ssh-ed25519', 'KEY1', 'known'],
    ['one.example', 22, 'ssh-ed25519', 'OTHER', 'changed'],
    ['one.example', 22, 'ssh-rsa', 'KEY2', 'changed'],
    ['one.example', 2222, 'ssh-rsa', 'KEY2', 'known'],
    ['one.example', 2222, 'ssh-ed25519', 'KEY1', 'changed'],
    ['one.example', 2223, 'ssh-ed25519', 'KEY1', 'known'],
    ['one.example', 2223, 'ssh-ed25519', 'OTHER', 'unknown'],
    ['a.wild.example', 22, 'ecdsa-sha2-nistp256', 'KEY3', 'known'],
    ['not.wild.example', 22, 'ecdsa-sha2-nistp256', 'KEY3', 'unknown'],
    ['hashed.example', 22, 'ssh-ed25519', 'KEY4', 'known'],
    ['one.example', 22, 'ssh-ed25519', 'BAD', 'revoked'],
    ['never.seen', 22, 'ssh-ed25519', 'BAD', 'revoked'],
    ['never.seen', 22, 'ssh-ed25519', 'NEW', 'unknown'],
    ['x.example', 22, 'ssh-ed25519', 'KEY5', 'unknown'],
  ];
  for (const [host, port, keyType, key, expected] of cases) {
    it(`say ${expected} of ${keyType} ${key} at ${host}:${port}`, () => {
      assert.equal(checkHostKey(known, { host, port }, { keyType, key }, hash).kind, expected);
    });
  }

  it('name the line of the key that was known', () => {
    const verdict = checkHostKey(
      known,
      { host: 'one.example', port: 22 },
      { keyType: 'ssh-ed25519', key: 'X' },
      hash,
    );
    assert.ok(verdict.kind === 'changed');
    assert.deepEqual([verdict.known.file, verdict.known.line], ['known_hosts', 3]);
  });

  it('tell which types of keys to ask for, and where an authority is named', () => {
    assert.deepEqual(knownKeyTypes(known, knownHostName('one.example', 2222), hash), ['ssh-rsa']);
    assert.deepEqual(knownKeyTypes(known, 'never.seen', hash), []);
    assert.equal(hasAuthority(known, 'a.ca.example', hash), true);
    assert.equal(hasAuthority(known, 'one.example', hash), false);
  });

  it('match patterns quickly, however they are made', () => {
    assert.equal(matchesPattern('a*b?c', 'axxbyc'), true);
    assert.equal(matchesPattern('a*b?c', 'axxbc'), false);
    assert.equal(matchesPattern('*', ''), true);
    assert.equal(matchesPattern('', 'a'), false);
    assert.equal(matchesPattern(`${'*a'.repeat(500)}b`, 'a'.repeat(5000)), false);
  });
});
