import fc from 'fast-check';
import { trickyNames } from '../trickyNames';

/** Names as PostgreSQL keeps them whole: 1 to 63 bytes of UTF-8, any character but NUL; the nasty ones often. */
export const arbitraryName: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[a-z_][a-z0-9_]{0,12}$/) },
  { weight: 2, arbitrary: fc.constantFrom(...trickyNames) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('a"b', 'a.b', 'a b', "a'b", 'A', 'user', 'table', 'x'.repeat(63), '$1', 'é'),
  },
  {
    weight: 2,
    arbitrary: fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((name) => !name.includes('\0') && new TextEncoder().encode(name).length <= 63),
  },
);

/** A name that is not kept for the system: neither `pg_…` nor a word that a role cannot have. */
export const arbitraryRoleName: fc.Arbitrary<string> = arbitraryName.filter(
  (name) => !name.startsWith('pg_') && !['public', 'none', 'lakehouse_admin'].includes(name),
);

/** A text of one or more lines, such as a comment. Empty text removes a comment, so there is none. */
export const arbitraryText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("It's", 'a\\b', '$$', "'; DROP SCHEMA core; --", 'two\nlines', '🚀'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => !text.includes('\0')),
);
