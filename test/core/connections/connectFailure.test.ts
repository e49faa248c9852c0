import assert from 'node:assert/strict';
import { ConnectError } from '../../../src/core/connections/connectError';
import {
  classifyServerError,
  classifySystemError,
  connectFailureKinds,
  describeConnectFailure,
} from '../../../src/core/connections/connectFailure';

const target = { host: '::1', port: 5433, database: 'lake', user: 'ann' };

const answers = [
  ['28P01', 'password authentication failed for user "ann"', true, 'authentication'],
  [
    '28000',
    'no pg_hba.conf entry for host "::1", user "ann", database "lake", no encryption',
    false,
    'tlsRequired',
  ],
  [
    '28000',
    'no pg_hba.conf entry for host "::1", user "ann", database "lake", SSL off',
    false,
    'tlsRequired',
  ],
  ['28000', 'no pg_hba.conf entry for host "::1", user "ann", database "lake", no encryption', true, 'pgHba'],
  ['28000', 'pg_hba.conf rejects connection for host "::1"', true, 'pgHba'],
  ['28000', 'role "ann" does not exist', true, 'roleMissing'],
  ['28000', 'connection requires a valid client certificate', true, 'authentication'],
  ['28000', 'role "ann" is not permitted to log in', true, 'notAllowed'],
  ['3D000', 'database "lake" does not exist', true, 'databaseMissing'],
  ['42501', 'permission denied for database "lake"', true, 'notAllowed'],
  ['53300', 'sorry, too many clients already', true, 'tooManyConnections'],
  ['57P03', 'the database system is starting up', true, 'startingUp'],
  ['57P01', 'terminating connection due to administrator command', true, 'startingUp'],
  ['08P01', 'unsupported startup parameter: statement_timeout', true, 'poolerRefused'],
  ['XX000', 'something else', true, 'unknown'],
] as const;

describe('A failed connect', () => {
  for (const [code, message, triedTls, kind] of answers) {
    it(`is ${kind} when the server says ${code} ${message}`, () => {
      assert.equal(classifyServerError({ code, message }, triedTls), kind);
    });
  }

  it('is no network failure when Node’s code is no code of the network', () => {
    assert.equal(classifySystemError('ENOTFOUND'), 'dns');
    assert.equal(classifySystemError('ERR_ASSERTION'), undefined);
  });

  for (const kind of connectFailureKinds) {
    it(`has words for ${kind}`, () => {
      for (const detail of ['', 'some detail', 'Some detail.']) {
        const failure = describeConnectFailure(kind, target, detail);
        const { message } = new ConnectError(failure);
        assert.match(failure.title, /^[A-Z].*[a-zA-Z]$/);
        assert.match(failure.next, /^[A-Z].*\.$/);
        assert.doesNotMatch(message, /undefined|\.\.| {2}|\(\)/);
        assert.match(message, detail === '' && kind === 'certificateFile' ? /./ : /^[A-Zs[].*\.$/);
      }
    });
  }

  it('names an IPv6 host in brackets and a socket by its file', () => {
    assert.match(describeConnectFailure('refused', target).happened, /at \[::1\]:5433\./);
    const socket = { ...target, host: '/tmp' };
    assert.match(describeConnectFailure('refused', socket).happened, /at \/tmp\/\.s\.PGSQL\.5433\./);
  });
});
