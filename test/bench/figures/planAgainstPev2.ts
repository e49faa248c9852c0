import { generatePlan } from '../../support/generatePlan';
import { JsonPlans } from '../../support/webview/planHost';
import { WebviewBrowser } from '../../support/webview/webviewBrowser';
import { type Bench, type Measurement, median } from '../figure';
import { notedPaint, notePaintAfterMessage } from '../firstPaint';
import { bundlePev2, paintWithPev2, pev2Limit } from '../pev2Page';

const size = { width: 1200, height: 700 };
const ownRounds = 5;
// As the server writes it: PEV2 needs the indentation.
const plans = [
  { nodes: 1000, json: generatePlan({ nodes: 1000 }), pev2Rounds: 3 },
  { nodes: 10_000, json: generatePlan({ nodes: 10_000, depth: 20 }), pev2Rounds: 1 },
];

/** PEV2 from npm and our page, in one browser, from the same JSON to the first frame with nodes of the plan. */
export const planAgainstPev2: Bench = {
  figures: plans.map(({ nodes }) => ({
    id: `plan-pev2-${nodes}`,
    title: `From the JSON of ${nodes.toLocaleString('en')} nodes to its first paint, faster than PEV2`,
    unit: '×',
    bound: { atLeast: 20 },
  })),
  measure: async (say) => {
    const browser = await WebviewBrowser.open();
    try {
      const pev2 = await bundlePev2();
      const found: Measurement[] = [];
      for (const { nodes, json, pev2Rounds } of plans) {
        say(`Painting ${nodes} nodes, then with PEV2`);
        // The first one pays for what all of them share.
        await ownPaint(browser, json);
        const own = await samples(ownRounds, () => ownPaint(browser, json));
        const other = await samples(pev2Rounds, () => paintWithPev2(browser.context, pev2, json, size));
        found.push(faster(`plan-pev2-${nodes}`, own, other));
      }
      return found;
    } finally {
      await browser.close();
    }
  },
};

/** Reading the JSON included, which PEV2 does in its page and we do in the host. */
async function ownPaint(browser: WebviewBrowser, json: string): Promise<number> {
  const host = new JsonPlans({ kind: 'cancelled' });
  const view = await browser.page({ name: 'plan', ...size }, host.connect);
  await view.page.locator('#app > *').first().waitFor();
  await view.page.evaluate(notePaintAfterMessage, '.plan-row');
  const began = performance.now();
  host.showPlan(json);
  const read = performance.now() - began;
  const painted = await notedPaint(view.page);
  await view.close();
  return read + painted;
}

async function samples(rounds: number, measure: () => Promise<number>): Promise<readonly number[]> {
  const found: number[] = [];
  while (found.length < rounds) {
    found.push(await measure());
  }
  return found;
}

function faster(id: string, own: readonly number[], other: readonly number[]): Measurement {
  const theirs = median(other);
  const seconds = (theirs / 1000).toFixed(1);
  const ours = `${Math.round(median(own))} ms`;
  const unfinished = other.includes(pev2Limit);
  return {
    id,
    samples: own.map((ms) => theirs / ms),
    note: unfinished
      ? `PEV2 was not done after ${seconds} s, ours took ${ours}`
      : `PEV2 took ${seconds} s, ours ${ours}`,
  };
}
