import assert from 'node:assert/strict';
import type { ConnectionParts } from '../../../src/core/connections/connectionParts';
import { normalizeUrl } from '../../../src/core/connections/normalizeUrl';

const cases: readonly { url: string; parts: Partial<ConnectionParts>; problems?: readonly RegExp[] }[] = [
  { url: 'postgres://', parts: {} },
  {
    url: 'postgresql://ann:secret@db.example:5433/lake',
    parts: { user: 'ann', password: 'secret', host: 'db.example', port: 5433, database: 'lake' },
  },
  { url: ' PostgreSQL://db/lake ', parts: { host: 'db', database: 'lake' } },
  {
    url: 'postgres://a%40b:p%3Aq%2F%23%25@h/%C3%A4%20b',
    parts: { user: 'a@b', password: 'p:q/#%', host: 'h', database: 'ä b' },
  },
  {
    url: 'postgres://ann@[::1]:5433/lake',
    parts: { user: 'ann', host: '::1', port: 5433, database: 'lake' },
  },
  {
    url: 'postgres://%2Fvar%2Frun%2Fpostgresql/lake',
    parts: { host: '/var/run/postgresql', database: 'lake' },
  },
  {
    url: 'postgres:///lake?host=/tmp&user=ann&port=5434',
    parts: { host: '/tmp', port: 5434, user: 'ann', database: 'lake' },
  },
  {
    url: 'postgres://h/lake?sslmode=verify-full&sslrootcert=/ca.crt&sslcert=/c.crt&sslkey=/c.key&application_name=me&connect_timeout=7',
    parts: {
      host: 'h',
      database: 'lake',
      tlsMode: 'verify-full',
      rootCertificate: '/ca.crt',
      certificate: '/c.crt',
      key: '/c.key',
      applicationName: 'me',
      connectTimeout: 7000,
    },
  },
  { url: 'postgres://h?ssl=true', parts: { host: 'h', tlsMode: 'require' } },
  {
    url: 'postgres://one:1,two:2/lake',
    parts: { host: 'one', port: 1, otherHosts: [{ host: 'two', port: 2 }], database: 'lake' },
  },
  {
    url: 'postgres://ann:a/b#c@h:1/lake',
    parts: { user: 'ann', password: 'a/b#c', host: 'h', port: 1, database: 'lake' },
    problems: [/must be written as %2F/],
  },
  {
    url: 'postgres://ann:a@b@h/lake',
    parts: { user: 'ann', password: 'a@b', host: 'h', database: 'lake' },
    problems: [/%40/],
  },
  {
    url: 'postgres://ann:100%@h',
    parts: { user: 'ann', password: '100%', host: 'h' },
    problems: [/password has a %/],
  },
  { url: 'postgres://::1/lake', parts: { host: '::1', database: 'lake' }, problems: [/in brackets/] },
  { url: 'postgres://h:http/lake', parts: { host: 'h', database: 'lake' }, problems: [/whole number/] },
  { url: 'postgres://h:70000', parts: { host: 'h' }, problems: [/between 1 and 65535/] },
  { url: 'postgres://h?sslmode=no-verify', parts: { host: 'h' }, problems: [/must be one of disable/] },
  { url: 'postgres://h?options=-c%20x', parts: { host: 'h' }, problems: [/part of options is no setting/] },
  {
    url: 'postgres://h?options=-csearch_path%3Da,b%20-c%20work_mem%3D1&keepalives_idle=5',
    parts: { host: 'h', searchPath: 'a,b', keepAlive: 5000 },
    problems: [/setting work_mem in options is not used/],
  },
];

const nothing: ConnectionParts = {
  host: undefined,
  port: undefined,
  otherHosts: undefined,
  targetSession: undefined,
  loadBalance: undefined,
  requireAuth: undefined,
  channelBinding: undefined,
  database: undefined,
  user: undefined,
  password: undefined,
  tlsMode: undefined,
  rootCertificate: undefined,
  certificate: undefined,
  key: undefined,
  applicationName: undefined,
  connectTimeout: undefined,
  keepAlive: undefined,
  role: undefined,
  searchPath: undefined,
  statementTimeout: undefined,
  lockTimeout: undefined,
  idleInTransactionTimeout: undefined,
};

describe('A connection URL', () => {
  for (const { url, parts, problems = [] } of cases) {
    it(`is read: ${url}`, () => {
      const result = normalizeUrl(url);
      assert.deepEqual(result.value, { ...nothing, ...parts });
      assert.equal(result.problems.length, problems.length, result.problems.join(' '));
      problems.forEach((problem, index) => assert.match(result.problems[index] ?? '', problem));
    });
  }

  for (const text of ['jdbc:postgresql://h/lake', 'host=h dbname=lake', 'mysql://h/lake', '']) {
    it(`is not: ${text}`, () => {
      const { value, problems } = normalizeUrl(text);
      assert.equal(value, undefined);
      assert.match(problems[0] ?? '', /begins with postgresql:/);
    });
  }

  it('never quotes the password in a problem', () => {
    const { problems } = normalizeUrl('postgres://ann:hunter2%/x@h?sslmode=x&hunter3');
    assert.ok(problems.length > 0);
    assert.doesNotMatch(problems.join(' '), /hunter2/);
  });
});
