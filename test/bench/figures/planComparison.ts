import { comparePlans } from '../../../src/core/plan/compare/comparePlans';
import { parseJsonPlan } from '../../../src/core/plan/parseJson';
import type { PlannedStatement } from '../../../src/core/plan/planModel';
import { generatePlan } from '../../support/generatePlan';
import { JsonComparison } from '../../support/webview/comparisonHost';
import { WebviewBrowser } from '../../support/webview/webviewBrowser';
import type { Bench } from '../figure';
import { notedPaint, notePaintAfterMessage } from '../firstPaint';

const rounds = 5;
const before = generatePlan({ nodes: 10_000, depth: 20, indent: false });
const after = generatePlan({ nodes: 10_000, depth: 15, partitions: 200, indent: false });

/** Two plans of 10,000 nodes that are not the same. */
export const planComparison: Bench = {
  figures: [
    {
      id: 'plan-compare',
      title: 'Comparing two plans of 10,000 nodes, with the first paint',
      unit: 'ms',
      bound: { atMost: 1000 },
    },
  ],
  measure: async (say) => {
    const browser = await WebviewBrowser.open();
    try {
      say('Comparing plans of 10,000 nodes');
      await browser.context.addInitScript(notePaintAfterMessage, '.row');
      const plans = [planOf(before), planOf(after)] as const;
      const samples: number[] = [];
      for (let round = 0; round <= rounds; round++) {
        const began = performance.now();
        comparePlans(...plans);
        const compared = performance.now() - began;
        samples.push(compared + (await paint(browser)));
      }
      return [{ id: 'plan-compare', samples: samples.slice(1) }];
    } finally {
      await browser.close();
    }
  },
};

/** From the message with the comparison to the frame in which its rows are seen. */
async function paint(browser: WebviewBrowser): Promise<number> {
  const host = new JsonComparison(before, after);
  const view = await browser.page({ name: 'comparePlans', width: 1200, height: 700 }, host.connect);
  const painted = await notedPaint(view.page);
  await view.close();
  return painted;
}

function planOf(json: string): PlannedStatement {
  const plan = parseJsonPlan(json).value?.results.find((result) => result.kind === 'plan');
  if (plan?.kind !== 'plan') {
    throw new Error('There is no plan in the text.');
  }
  return plan;
}
