import assert from 'node:assert/strict';
import {
  conversionRules,
  conversionWarnings,
} from '../../../../src/core/scaffold/convert/rules/conversionRules';
import { runAll } from '../../../support/catalog';
import { openConversion } from '../../../support/convert/openConversion';
import { sharedServer } from '../../../support/sharedServer';

/** What a rule speaks about, and what it says of it. */
const fixtures: Readonly<Record<string, { readonly sql: readonly string[]; readonly says: RegExp }>> = {
  keyOfPrimaryKey: {
    sql: ['ALTER TABLE t ADD COLUMN id integer PRIMARY KEY'],
    says: /becomes \(id, at\).*ON CONFLICT \(id\)/,
  },
  uniqueWithoutKey: {
    sql: ['ALTER TABLE t ADD COLUMN n integer CONSTRAINT one UNIQUE', 'CREATE UNIQUE INDEX two ON t (n, at)'],
    says: /^one stays on the old rows alone/,
  },
  nullableKey: { sql: ['ALTER TABLE t ALTER COLUMN at DROP NOT NULL'], says: /at may be NULL now/ },
  boundedMeanwhile: { sql: [], says: /whose at is \d{4}-\d\d-01 or later are refused/ },
  staysBehind: {
    sql: [`ALTER TABLE t ADD CONSTRAINT own CHECK (at > '2000-01-01') NO INHERIT`],
    says: /^own stays with the old rows/,
  },
};

describe('Warnings of a conversion', () => {
  for (const { id } of conversionRules) {
    it(id, async () => {
      const fixture = fixtures[id];
      assert.ok(fixture, `There is no fixture for ${id}.`);
      const warnings = await warningsOf(fixture.sql);
      assert.match(warnings.find(({ rule }) => rule === id)?.message ?? '', fixture.says);
      const others = warnings.filter(({ rule }) => rule !== id && rule !== 'boundedMeanwhile');
      assert.deepEqual(others, []);
    });
  }
});

async function warningsOf(sql: readonly string[]) {
  const server = await sharedServer();
  const database = await server.createDatabase('convert');
  await runAll(server, database, ['CREATE TABLE t (at date NOT NULL)', ...sql]);
  const conversion = await openConversion(server, database, { schema: 'public', name: 't' });
  try {
    return conversionWarnings(await conversion.propose(), await conversion.facts());
  } finally {
    await conversion.close();
    await server.query(`DROP DATABASE "${database}" WITH (FORCE)`);
  }
}
