import assert from 'node:assert/strict';
import {
  comparedColumns,
  safeCondition,
  settingReads,
} from '../../../../src/core/scaffold/rowSecurity/lint/policyText';

/** Conditions as the server prints them, and what is seen in them. */
const reads: readonly (readonly [condition: string, seen: string, safe: string])[] = [
  [
    `(id = ( SELECT (NULLIF(current_setting('app.x'::text, true), ''::text))::uuid AS "nullif"))`,
    'once missing empty uuid',
    `(id = ( SELECT NULLIF(current_setting('app.x'::text, true), '')::uuid AS "nullif"))`,
  ],
  [
    `(id = (current_setting('app.x'::text))::bigint)`,
    'bigint',
    `(id = (SELECT NULLIF(current_setting('app.x'::text, true), '')::bigint))`,
  ],
  [
    `(name = current_setting('a.b, (c'::text, true))`,
    'missing',
    `(name = (SELECT NULLIF(current_setting('a.b, (c'::text, true), '')))`,
  ],
  [
    `(name = ( SELECT (current_setting('app.x'::text, true))::character varying(20) AS current_setting))`,
    'once missing',
    `(name = ( SELECT NULLIF(current_setting('app.x'::text, true), '') AS current_setting))`,
  ],
  [
    `((id = (NULLIF(current_setting('app.x'::text, true), ''::text))::core."Odd type"[]) OR (current_setting('app.y'::text, false) = 'on'::text))`,
    'missing empty core."Odd type"[] | ',
    `((id = (SELECT NULLIF(current_setting('app.x'::text, true), '')::core."Odd type"[])) OR ((SELECT NULLIF(current_setting('app.y'::text, true), '')) = 'on'::text))`,
  ],
  [`(note = 'current_setting(''app.x'')'::text)`, '', `(note = 'current_setting(''app.x'')'::text)`],
];

const compared: readonly (readonly [condition: string, columns: string])[] = [
  ['(tenant = ( SELECT 1))', 'tenant'],
  ['((tenant)::text = CURRENT_USER)', 'tenant'],
  ['(tenant IN ( SELECT m.kind FROM core.members m WHERE (m.tenant = 1)))', 'tenant'],
  ['((lower(tenant) = CURRENT_USER) AND (kind >= 3))', 'kind'],
  ['(1 = kind)', 'kind'],
  ['(kind IS NULL)', ''],
  ['(NOT gone)', ''],
];

describe('Text of policies', () => {
  for (const [condition, seen, safe] of reads) {
    it(`reads settings of ${condition}`, () => {
      const found = settingReads(condition).map((read) =>
        [
          read.once ? 'once' : undefined,
          read.missingAllowed ? 'missing' : undefined,
          read.emptyIsNull ? 'empty' : undefined,
          read.castTo,
        ]
          .filter((part) => part !== undefined)
          .join(' '),
      );
      assert.equal(found.join(' | '), seen);
      assert.equal(safeCondition(condition), safe);
    });
  }

  for (const [condition, columns] of compared) {
    it(`finds what an index could look up in ${condition}`, () => {
      assert.equal(comparedColumns(condition, ['tenant', 'kind', 'gone']).join(), columns);
    });
  }
});
