import assert from 'node:assert/strict';
import { redactPlan } from '../../../src/core/history/redactPlan';

describe('the secrets of a plan', () => {
  const cases: readonly (readonly [
    what: string,
    answer: string,
    secrets: readonly string[],
    clean: string,
  ])[] = [
    [
      'of a condition',
      `[{"Plan": {"Filter": "(password = 'hunter22'::text)", "Alias": "t"}}]`,
      [],
      `[{"Plan": {"Filter": "(password = •••::text)", "Alias": "t"}}]`,
    ],
    [
      'that the statement told',
      `[{"Plan": {"Output": ["crypt(t.x, 'hunter22'::text)", "hunter22"]}}]`,
      ['hunter22'],
      `[{"Plan": {"Output": ["crypt(t.x, '•••'::text)", "•••"]}}]`,
    ],
    [
      'in a logged statement that is cut off',
      `{"Query Text": "alter role ann password 'hunter22'", "Plan": {"Node Type": "Res`,
      [],
      `{"Query Text": "alter role ann password '•••'", "Plan": {"Node Type": "Res`,
    ],
  ];
  for (const [what, answer, secrets, clean] of cases) {
    it(`are taken out ${what}`, () => assert.equal(redactPlan(answer, secrets), clean));
  }

  it('leaves everything else as it was', () => {
    const answer = `[{"Plan": {"Filter": "((a.name = 'O''Brien'::text) AND (n > 5))", "Actual Rows": 1.00}}]`;
    assert.equal(redactPlan(answer, []), answer);
  });
});
