import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redactSecrets } from '../../../src/core/connections/redact';

const cases = [
  ['postgres://ann:s3:cret@h/lake', 'postgres://ann:•••@h/lake'],
  ['see postgresql+psycopg2://ann:x@h and http://h/x', 'see postgresql+psycopg2://ann:•••@h and http://h/x'],
  ["host=h password='a b\\'c' user=ann", 'host=h password=••• user=ann'],
  ['{"password":"a\\"b","user":"ann"}', '{"password":•••,"user":"ann"}'],
  ['postgres://h/lake?password=abc&user=ann', 'postgres://h/lake?password=•••&user=ann'],
  ['sslpassword = abc', 'sslpassword = •••'],
  ['password authentication failed for user "ann"', 'password authentication failed for user "ann"'],
  ['The host h:5432 refused.', 'The host h:5432 refused.'],
] as const;

describe('Redaction', () => {
  for (const [text, expected] of cases) {
    it(`makes ${expected}`, () => assert.equal(redactSecrets(text), expected));
  }

  it('removes known secrets, plain and percent-encoded', () => {
    assert.equal(redactSecrets('a p/w b p%2Fw c', ['p/w', undefined, '']), 'a ••• b ••• c');
  });

  it('leaves no known secret of some length in any text', () => {
    const secret = fc.string({ minLength: 4 }).filter((each) => !'•••'.includes(each));
    fc.assert(
      fc.property(fc.string(), secret, fc.string(), (before, hidden, after) => {
        assert.ok(!redactSecrets(`${before}${hidden}${after}`, [hidden]).includes(hidden));
      }),
    );
  });
});
