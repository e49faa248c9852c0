import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sandboxId, sandboxLimitTitles, sandboxProfile } from '../../../src/core/connections/sandbox';
import { sandboxHint, sandboxLimits } from '../../../src/core/connections/sandboxLimits';
import { readProfiles } from '../../../src/core/connections/readProfiles';
import { presentConnection } from '../../../src/core/explorer/presentConnection';
import { repositoryRoot } from '../../support/sourceFiles';

describe('The sandbox as a connection', () => {
  it('asks for no password, trusts only who knows the token, and may write', () => {
    const profile = sandboxProfile({ host: '/tmp/x', port: 5432 });
    assert.equal(profile.password, 'none');
    assert.deepEqual(profile.loginRules.requireAuth, ['scram-sha-256']);
    assert.equal(profile.readOnly, false);
    assert.equal(profile.sandbox, true);
  });

  it('cannot be claimed by a settings entry', () => {
    const entry = { id: sandboxId, host: 'evil.example', database: 'x', user: 'x', sandbox: true };
    const lists = [{ scope: 'user', label: 'user settings', idPrefix: '', value: [entry] }] as const;
    const { value, problems } = readProfiles(lists);
    assert.deepEqual(value, []);
    assert.match(problems[0]?.message ?? '', /sandbox: is no field/);
  });

  it('is marked in the sidebar, with what it cannot do', () => {
    const look = presentConnection(sandboxProfile(), { kind: 'connected' });
    assert.equal(look.description, 'sandbox');
    assert.equal(look.contextValue, 'sandbox.connected');
    for (const title of sandboxLimitTitles) {
      assert.ok(look.tooltip.includes(`· ${title}`), title);
    }
  });

  it('says the same of its limits in the documentation', () => {
    const page = readFileSync(path.join(repositoryRoot, 'docs/SANDBOX.md'), 'utf8');
    for (const [title, explain] of Object.entries(sandboxLimits)) {
      assert.ok(page.includes(`- **${title}.** ${explain}\n`), `docs/SANDBOX.md lacks: ${title}`);
    }
  });

  const cases: readonly [code: string, message: string, hint: RegExp | undefined][] = [
    ['0A000', 'extension "hstore" is not available', /Only plpgsql is there/],
    ['57014', 'COPY from stdin failed: the sandbox takes no data', /takes no data/],
    ['58P01', 'could not open file "/etc/passwd" for reading', /files inside the sandbox/],
    ['42P01', 'relation "x" does not exist', undefined],
    ['0A000', 'cannot change return type', undefined],
  ];
  for (const [code, message, hint] of cases) {
    it(`explains ${code} ${message}`, () => {
      const found = sandboxHint(code, message);
      if (hint) {
        assert.match(found ?? '', hint);
      } else {
        assert.equal(found, undefined);
      }
    });
  }
});
