import assert from 'node:assert/strict';
import { problemText } from '../../../../src/core/dbt/view/findingText';
import { exampleFinding } from '../../../support/dbtStates';

describe('a finding among the problems', () => {
  it('names its target once, and has no Markdown', () => {
    const cases: readonly (readonly [Parameters<typeof exampleFinding>[0], string])[] = [
      [
        {
          check: 'x',
          target: 'dev',
          message: 'dbt does not know the field `prot`.',
          advice: 'Write `port`.',
        },
        'Target dev: dbt does not know the field “prot”.\nWrite “port”.',
      ],
      [
        { check: 'x', target: 'dev', message: 'The target `dev` has no `host`.' },
        'The target “dev” has no “host”.',
      ],
      [
        { check: 'x', target: 'dev', message: 'The target `device` is one.' },
        'Target dev: The target “device” is one.',
      ],
      [
        { check: 'x', target: 'dev', message: 'After the run on target dev, all is well.' },
        'After the run on target dev, all is well.',
      ],
      [{ check: 'x', message: 'One ` alone\nand a line.' }, 'One ` alone␊and a line.'],
    ];
    for (const [finding, expected] of cases) {
      assert.equal(problemText(exampleFinding(finding)), expected);
    }
  });
});
