import assert from 'node:assert/strict';
import {
  connectFailureKinds,
  type ConnectFailureKind,
  describeConnectFailure,
} from '../../../src/core/connections/connectFailure';
import { checkDraft } from '../../../src/core/connections/connectionForm';
import { type TestReport, testReport } from '../../../src/core/connections/testReport';

const { value: profile } = checkDraft({ host: 'db', user: 'ana', database: 'lake', role: 'reader' });

function steps({ steps: all }: TestReport): string {
  return all.map(({ status }) => ({ done: '+', failed: 'x', skipped: '-' })[status]).join('');
}

/** How far a test came, by what it failed of: reach, line, login, settings. */
const reached: readonly (readonly [ConnectFailureKind, string])[] = [
  ['dns', 'x---'],
  ['timeout', 'x---'],
  ['tlsExpired', '+x--'],
  ['noTls', '+x--'],
  ['authentication', '++x-'],
  ['databaseMissing', '++x-'],
  ['settingRefused', '+++x'],
  ['unknown', ''],
];

describe('The report of a test', () => {
  for (const [kind, expected] of reached) {
    it(`shows that ${kind} ended it`, () => {
      assert.ok(profile);
      const failure = describeConnectFailure(kind, profile, 'detail');
      const report = testReport({ ok: false, failure }, profile);
      assert.equal(steps(report), expected);
      assert.deepEqual(report.failure, { happened: failure.happened, next: failure.next });
      assert.equal(report.headline, failure.title);
    });
  }

  it('has at most one failed step for every kind of failure', () => {
    assert.ok(profile);
    for (const kind of connectFailureKinds) {
      const report = testReport({ ok: false, failure: describeConnectFailure(kind, profile) }, profile);
      assert.match(steps(report), kind === 'unknown' ? /^$/ : /^\+*x-*$/, kind);
    }
  });

  it('names what works', () => {
    assert.ok(profile);
    const server = {
      version: 180_004,
      versionText: '18.4',
      database: 'lake',
      user: 'ana',
      transactionPooled: false,
      inRecovery: false,
    };
    const report = testReport(
      { ok: true, server, line: 'TLSv1.3', latency: 1.25, writeRights: [], warnings: ['Look here.'] },
      profile,
    );
    assert.deepEqual(
      report.steps.map(({ text }) => text),
      ['Reach db:5432', 'Line: TLSv1.3', 'Log in as ana to lake', 'PostgreSQL 18.4 answers in 1.3 ms'],
    );
    assert.deepEqual(report.warnings, ['Look here.']);
    assert.deepEqual(report.rights, ['The role can only read: read-only is kept by the server itself.']);
  });
});
