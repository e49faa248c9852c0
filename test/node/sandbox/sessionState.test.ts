import assert from 'node:assert/strict';
import { customSettingNames } from '../../../src/node/sandbox/sessionState';

describe('The names of settings with a dot in a statement', () => {
  const cases: readonly [text: string, names: readonly string[]][] = [
    ["SET app.tenant_id = '7'", ['app.tenant_id']],
    ['set session App.Tenant to 1', ['app.tenant']],
    [
      "SELECT set_config('app.tenant', '7', false), set_config( 'app.user', 'x', true)",
      ['app.tenant', 'app.user'],
    ],
    ["SELECT pg_catalog.set_config('a.b.c', '1', false)", ['a.b.c']],
    ["SET work_mem = '4MB'", []],
    ['UPDATE core.loans SET status = 1', []],
    ["SET LOCAL app.tenant = '7'", []],
  ];
  for (const [text, names] of cases) {
    it(text, () => assert.deepEqual(customSettingNames(text), names));
  }
});
