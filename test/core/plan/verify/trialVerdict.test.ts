import assert from 'node:assert/strict';
import { parseJsonPlan } from '../../../../src/core/plan/parseJson';
import type { PlannedStatement } from '../../../../src/core/plan/planModel';
import type { TrialMethod } from '../../../../src/core/plan/verify/trial';
import { judgeTrial } from '../../../../src/core/plan/verify/trialVerdict';

interface Case {
  readonly method: TrialMethod;
  /** Milliseconds, or only a cost. */
  readonly before: Figure;
  readonly after: Figure;
  readonly used?: boolean;
  readonly verdict: string;
}

interface Figure {
  readonly ms?: number;
  readonly cost?: number;
}

const cases: readonly Case[] = [
  {
    method: 'copy',
    before: { ms: 312 },
    after: { ms: 0.09 },
    used: true,
    verdict: 'helps: Tried on a copy: it helps. 312 ms before, 0.090 ms after (×3,467 less).',
  },
  {
    method: 'copy',
    before: { ms: 312 },
    after: { ms: 305 },
    used: true,
    verdict: 'same: Tried on a copy: no gain. 312 ms before, 305 ms after.',
  },
  {
    method: 'copy',
    before: { ms: 312 },
    after: { ms: 200 },
    used: false,
    verdict:
      'notUsed: Tried on a copy: no gain. The planner does not use the index (312 ms before, 200 ms after).',
  },
  {
    method: 'setting',
    before: { ms: 100 },
    after: { ms: 150 },
    verdict:
      'worse: Tried in a transaction that was rolled back: it makes things worse. 100 ms before, 150 ms after.',
  },
  {
    method: 'setting',
    before: { ms: 0.2 },
    after: { ms: 0.1 },
    verdict: 'same: Tried in a transaction that was rolled back: no gain. 0.200 ms before, 0.100 ms after.',
  },
  {
    method: 'hypopg',
    before: { cost: 4000 },
    after: { cost: 8.5 },
    used: true,
    verdict:
      'helps: Tried with a hypothetical index: it helps. Cost 4,000.00 before, cost 8.50 after (×471 less).',
  },
  {
    method: 'hypopg',
    before: { cost: 4000 },
    after: { cost: 4000 },
    used: false,
    verdict:
      'notUsed: Tried with a hypothetical index: no gain. The planner does not use the index (cost 4,000.00 before, cost 4,000.00 after).',
  },
];

describe('The verdict on a proposal that was tried', () => {
  for (const { method, before, after, used, verdict } of cases) {
    it(verdict, () => {
      const found = judgeTrial({
        method,
        before: statement(before),
        after: statement(after),
        indexUsed: used,
      });
      assert.equal(`${found.kind}: ${found.sentence}`, verdict);
    });
  }
});

function statement({ ms, cost = 1 }: Figure): PlannedStatement {
  const node = {
    'Node Type': 'Result',
    'Startup Cost': 0,
    'Total Cost': cost,
    'Plan Rows': 1,
    'Plan Width': 4,
    ...(ms !== undefined && {
      'Actual Startup Time': 0,
      'Actual Total Time': ms,
      'Actual Rows': 1,
      'Actual Loops': 1,
    }),
  };
  const json = JSON.stringify([{ Plan: node, ...(ms !== undefined && { 'Execution Time': ms }) }]);
  const result = parseJsonPlan(json).value?.results[0];
  assert.ok(result?.kind === 'plan');
  return result;
}
