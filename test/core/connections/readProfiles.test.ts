import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { knownFields, readProfiles } from '../../../src/core/connections/readProfiles';
import { repositoryRoot } from '../../support/sourceFiles';

const complete = { id: 'w', host: 'db.example', database: 'lake', user: 'ana' };

function read(...entries: readonly unknown[]) {
  return readProfiles([{ scope: 'user', label: 'user settings', idPrefix: '', value: entries }]);
}

/** Entry → the messages, each without its place. */
const faults: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['text instead of an object', 'postgresql://x', ['must be an object with id, host, database and user.']],
  ['a null', null, ['must be an object with id, host, database and user.']],
  ['nothing', {}, ['id: is missing.', 'host: is missing.', 'user: is missing.', 'database: is missing.']],
  [
    'a port in quotes',
    { ...complete, port: '5432' },
    ['port: "5432" is no port. Use a number from 1 to 65535, without quotes.'],
  ],
  [
    'a port that is none',
    { ...complete, port: 65536 },
    ['port: 65536 is no port. Use a number from 1 to 65535, without quotes.'],
  ],
  ['a number as host', { ...complete, host: 127 }, ['host: 127 must be text in quotes.']],
  [
    'an unknown TLS mode',
    { ...complete, sslmode: 'on' },
    ['sslmode: "on" is unknown. Use one of disable, allow, prefer, require, verify-ca, verify-full.'],
  ],
  [
    'text for a flag',
    { ...complete, readOnly: 'yes' },
    ['readOnly: "yes" must be true or false, without quotes.'],
  ],
  ['a misspelt field', { ...complete, sslMode: 'require' }, ['sslMode: is no field of a connection.']],
  [
    'a negative timeout',
    { ...complete, statementTimeout: -1 },
    ['statementTimeout: -1 is no number of seconds.'],
  ],
  [
    'a timeout of years',
    { ...complete, lockTimeout: 99999999 },
    ['lockTimeout: 99999999 is no number of seconds.'],
  ],
  ['a zero character', { ...complete, host: 'a\0b' }, ['host: must not contain a zero character.']],
  [
    'a URL of another kind',
    { id: 'w', url: 'mysql://a@b/c' },
    ['url: A connection URL begins with postgresql:// or postgres://.'],
  ],
];

describe('readProfiles', () => {
  for (const [name, entry, expected] of faults) {
    it(`says what is wrong with ${name}`, () => {
      const { value, problems } = read(entry);
      assert.deepEqual(value, []);
      assert.deepEqual(
        problems.map((problem) => problem.message),
        expected,
      );
      assert.ok(problems.every((problem) => problem.where === 'lakehouse.connections[0] (user settings)'));
    });
  }

  it('keeps the good entries beside a broken one', () => {
    const { value, problems } = read({ id: 'broken' }, complete);
    assert.deepEqual(
      value.map((profile) => profile.id),
      ['w'],
    );
    assert.equal(problems.length, 3);
  });

  it('fills in the defaults: TLS off this machine, read-only in production', () => {
    const { value } = read(
      complete,
      { ...complete, id: 'l', host: 'localhost' },
      { ...complete, id: 's', host: '/run/postgresql' },
      { ...complete, id: 'p', environment: 'production' },
      { ...complete, id: 'q', environment: 'production', readOnly: false },
    );
    assert.deepEqual(
      value.map(({ id, port, tls, readOnly, password }) => [id, port, tls.mode, readOnly, password]),
      [
        ['w', 5432, 'require', false, 'secretStorage'],
        ['l', 5432, 'prefer', false, 'secretStorage'],
        ['s', 5432, 'prefer', false, 'secretStorage'],
        ['p', 5432, 'require', true, 'secretStorage'],
        ['q', 5432, 'require', false, 'secretStorage'],
      ],
    );
  });

  it('takes the address from a URL, and single fields over it', () => {
    const { value } = read({
      id: 'u',
      url: 'postgresql://ana@[::1]:5433/lake?sslmode=verify-full&application_name=x',
      user: 'ben',
    });
    assert.deepEqual(
      value.map(({ host, port, database, user, tls, applicationName }) => [
        ...[host, port, database, user, tls.mode, applicationName],
      ]),
      [['::1', 5433, 'lake', 'ben', 'verify-full', 'x']],
    );
  });

  it('refuses a password in a URL without repeating it', () => {
    const { value, problems } = read({ id: 'u', url: 'postgresql://ana:hunter2@db/lake' });
    assert.deepEqual(value, []);
    assert.match(problems[0]?.message ?? '', /^url: holds a password\./);
    assert.doesNotMatch(JSON.stringify(problems), /hunter2/);
  });

  it('does not repeat what somebody wrote as password', () => {
    const { problems } = read({ ...complete, password: 'hunter2' });
    assert.equal(problems.length, 1);
    assert.doesNotMatch(JSON.stringify(problems), /hunter2/);
  });

  it('keeps entries of a workspace apart from those of the user', () => {
    const { value, problems } = readProfiles([
      { scope: 'user', label: 'user settings', idPrefix: '', value: [complete] },
      {
        scope: 'workspaceFolder',
        label: 'settings of demo',
        idPrefix: 'demo/',
        value: [{ ...complete, host: 'evil.example' }],
      },
    ]);
    assert.deepEqual(
      value.map(({ id, host, scope }) => [id, host, scope]),
      [
        ['w', 'db.example', 'user'],
        ['demo/w', 'evil.example', 'workspaceFolder'],
      ],
    );
    assert.deepEqual(problems, []);
  });

  it('counts the first of two entries with one id', () => {
    const { value, problems } = read(complete, { ...complete, host: 'other' });
    assert.deepEqual(
      value.map((profile) => profile.host),
      ['db.example'],
    );
    assert.deepEqual(
      problems.map((problem) => problem.message),
      ['the id "w" is used twice; the first entry counts.'],
    );
  });

  it('says so when the setting is no list', () => {
    const { problems } = readProfiles([
      { scope: 'user', label: 'user settings', idPrefix: '', value: { id: 'x' } },
    ]);
    assert.deepEqual(problems, [
      { where: 'lakehouse.connections (user settings)', message: 'must be a list.' },
    ]);
  });

  it('knows exactly the fields of the JSON schema', () => {
    const manifest = JSON.parse(readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8')) as {
      readonly contributes: {
        readonly configuration: {
          readonly properties: {
            readonly 'lakehouse.connections': { readonly items: { readonly properties: object } };
          };
        };
      };
    };
    const { properties } = manifest.contributes.configuration;
    assert.deepEqual(
      Object.keys(properties['lakehouse.connections'].items.properties).sort(),
      [...knownFields].sort(),
    );
  });
});
