import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseJsonPlan } from '../../../../src/core/plan/parseJson';
import { planJson } from '../../../../src/core/plan/share/planJson';
import { generatePlan } from '../../../support/generatePlan';

const folder = path.resolve('test/fixtures/plan');

describe('FORMAT JSON, made from a plan', () => {
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
    it(`is the same plan when it is read again: ${name}`, () => {
      again(readFileSync(path.join(folder, name), 'utf8'));
    });
  }

  it('needs no more than the plan is deep', () =>
    again(generatePlan({ nodes: 5000, depth: 4000, indent: false })));
});

function again(text: string): void {
  const { value } = parseJsonPlan(text);
  assert.ok(value);
  const written = parseJsonPlan(planJson(value));
  assert.deepEqual(written.problems, []);
  assert.deepEqual(written.value, value);
}
