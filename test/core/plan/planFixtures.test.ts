import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseJsonPlan } from '../../../src/core/plan/parseJson';
import { planViews } from '../../../src/core/plan/planView';
import { planViewText } from '../../support/planViewText';

const folder = path.resolve('test/fixtures/plan');
const update = process.env.UPDATE === '1';

/** Recorded from servers 14 to 18 by test/support/recordPlans.ts; UPDATE=1 writes what is expected. */
describe('The view of a recorded plan', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    it(`is right for ${file}`, () => {
      const { value, problems } = parseJsonPlan(readFileSync(path.join(folder, file), 'utf8'));
      assert.ok(value);
      const text = [
        ...problems.map(({ line, column, message }) => `${line}:${column} ${message}\n`),
        planViewText(planViews(value)),
      ].join('');
      const expected = path.join(folder, file.replace(/\.json$/, '.txt'));
      if (update) {
        writeFileSync(expected, text);
      }
      assert.equal(text, readFileSync(expected, 'utf8').replaceAll('\r\n', '\n'));
    });
  }
});
