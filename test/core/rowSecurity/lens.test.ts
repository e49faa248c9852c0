import assert from 'node:assert/strict';
import { readLensSettings, writeLensSettings } from '../../../src/core/rowSecurity/lens';
import { lensRefusal } from '../../../src/core/rowSecurity/lensRefusal';

describe('the settings of a lens', () => {
  const cases: readonly (readonly [typed: string, read: Readonly<Record<string, string>>])[] = [
    ['', {}],
    ['app.tenant = 7', { 'app.tenant': '7' }],
    ['app.tenant=7;app.user = ada lovelace ;', { 'app.tenant': '7', 'app.user': 'ada lovelace' }],
    ["app.a = 'it''s; here'\napp.b = ''", { 'app.a': "it's; here", 'app.b': '' }],
    ['app.a = 1; APP.A = 2', { 'APP.A': '2' }],
    ['app.unset =; app.a = 1', { 'app.a': '1' }],
  ];
  for (const [typed, read] of cases) {
    it(`are read from ${JSON.stringify(typed)}`, () => {
      const settings = readLensSettings(typed);
      assert.deepEqual(Object.fromEntries(settings.map(({ name, value }) => [name, value])), read);
      assert.deepEqual(readLensSettings(writeLensSettings(settings)), settings);
    });
  }

  for (const [typed, message] of [
    ['tenant', /is no setting/],
    ['role = postgres', /decides who looks/],
    ['Session_Authorization = x', /decides who looks/],
    ['a.b.c" = 1', /no name of a setting/],
    ["app.a = 'open", /is no setting/],
  ] as const) {
    it(`refuse ${typed}`, () => {
      assert.throws(() => readLensSettings(typed), message);
    });
  }
});

describe('what cannot run through a lens', () => {
  const cases: readonly (readonly [sql: string, refused: RegExp | undefined])[] = [
    ['select 1', undefined],
    ['-- begin\nselect 1', undefined],
    ['insert into t values (1)', undefined],
    ['COMMIT', /transaction of its own/],
    ['/* x */ rollback to s', /transaction of its own/],
    ['set role none', /View as Role/],
    ['reset all', /View as Role/],
    ['prepare transaction $$x$$', /prepared/],
    ['declare c cursor for select 1', /cursor/],
    ['copy t to program $$id$$', /outside/],
    ['select pg_catalog."pg_advisory_lock"(1)', /holds? a lock/],
    ['select pg_try_advisory_lock_shared(1)', /hold a lock/],
    ['select pg_advisory_xact_lock(1)', undefined],
  ];
  for (const [sql, refused] of cases) {
    it(`${refused ? 'refuses' : 'lets'} ${JSON.stringify(sql)}`, () => {
      const reason = lensRefusal(sql);
      if (refused) {
        assert.match(reason ?? '', refused);
      } else {
        assert.equal(reason, undefined);
      }
    });
  }
});
