import assert from 'node:assert/strict';
import { findPassword, parsePgpass } from '../../../src/core/connections/pgpass';

const target = { host: 'db.example', port: 5432, database: 'lake', user: 'ann' };

const cases: readonly { title: string; file: string; target?: Partial<typeof target>; password?: string }[] =
  [
    { title: 'an exact line', file: 'db.example:5432:lake:ann:secret', password: 'secret' },
    { title: 'wildcards', file: '*:*:*:ann:secret', password: 'secret' },
    {
      title: 'the first of two matching lines',
      file: '*:*:*:*:first\ndb.example:5432:lake:ann:second',
      password: 'first',
    },
    { title: 'comments and empty lines', file: '# *:*:*:*:no\n\n*:*:*:*:yes', password: 'yes' },
    {
      title: 'escaped colons and backslashes',
      file: 'db.example:5432:a\\:b:x\\\\y:p\\:\\\\q',
      target: { database: 'a:b', user: 'x\\y' },
      password: 'p:\\q',
    },
    { title: 'colons in the password', file: '*:*:*:*:a:b:c', password: 'a:b:c' },
    { title: 'an IPv6 host', file: '\\:\\:1:5432:lake:ann:six', target: { host: '::1' }, password: 'six' },
    { title: 'Windows line ends', file: '*:*:*:*:secret\r\n', password: 'secret' },
    { title: 'spaces that belong to the password', file: '*:*:*:*: se cret ', password: ' se cret ' },
    {
      title: 'localhost for a socket',
      file: 'localhost:5432:lake:ann:near',
      target: { host: '/var/run/postgresql' },
      password: 'near',
    },
    { title: 'a star that is escaped', file: '\\*:5432:lake:ann:secret' },
    { title: 'another port', file: 'db.example:5433:lake:ann:secret' },
    { title: 'another case of the name', file: 'db.example:5432:Lake:ann:secret' },
  ];

describe('A password file', () => {
  for (const { title, file, password, target: changes } of cases) {
    it(`${password === undefined ? 'does not match' : 'matches'} ${title}`, () => {
      const { value, problems } = parsePgpass(file);
      assert.deepEqual(problems, []);
      assert.equal(findPassword(value, { ...target, ...changes }), password);
    });
  }

  it('tells the number of a line that is no entry, and keeps the others', () => {
    const { value, problems } = parsePgpass('hunter2\n*:*:*:*:secret');
    assert.deepEqual(
      problems.map(({ line }) => line),
      [1],
    );
    assert.equal(findPassword(value, target), 'secret');
    assert.doesNotMatch(JSON.stringify(problems), /hunter2/);
  });
});
