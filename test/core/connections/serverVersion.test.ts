import assert from 'node:assert/strict';
import { parseServerVersion } from '../../../src/core/connections/serverVersion';

const cases = [
  ['18.4', 180004, '18.4'],
  ['15.18 (Debian 15.18-1.pgdg120+1)', 150018, '15.18'],
  ['19beta1', 190000, '19beta1'],
  ['9.6.24', 90624, '9.6.24'],
  ['11.22', 110022, '11.22'],
  ['', 0, ''],
] as const;

describe('A server version', () => {
  for (const [reported, version, versionText] of cases) {
    it(`is read from “${reported}”`, () => {
      assert.deepEqual(parseServerVersion(reported), { version, versionText });
    });
  }
});
