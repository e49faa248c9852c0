import { computePlan } from '../../../src/core/plan/arithmetic';
import { advisePlan } from '../../../src/core/plan/advice/advisePlan';
import { parseJsonPlan } from '../../../src/core/plan/parseJson';
import { generatePlan } from '../../support/generatePlan';
import { JsonPlans } from '../../support/webview/planHost';
import { WebviewBrowser, type WebviewPage } from '../../support/webview/webviewBrowser';
import type { Bench, Measurement } from '../figure';
import { notedPaint, notePaintAfterMessage } from '../firstPaint';

const rounds = 5;
const size = { width: 1200, height: 700 };
const small = generatePlan({ nodes: 1000, indent: false });
const large = generatePlan({ nodes: 10_000, depth: 20, indent: false });
const deep = generatePlan({ nodes: 1000, depth: 1000 });

/** The plan viewer at size. */
export const planViewer: Bench = {
  figures: [
    figure('plan-compute', 'Reading, figures and advice of a plan of 10,000 nodes', 'ms', 250),
    figure('plan-deep', 'Reading a plan that is 1,000 nodes deep', 'ms', 300),
    figure('plan-paint-1000', 'First paint of a plan of 1,000 nodes', 'ms', 200),
    figure('plan-paint-10000', 'First paint of a plan of 10,000 nodes', 'ms', 500),
    figure('plan-elements', 'Elements of the page with 10,000 nodes', 'elements', 3000),
    figure('plan-heap', 'Memory of the page with 10,000 nodes', 'MB', 150),
    figure('plan-act', 'The slowest of selecting, folding and zooming in 10,000 nodes', 'ms', 50),
  ],
  measure: async (say) => {
    const browser = await WebviewBrowser.open();
    try {
      say('Reading plans');
      const found: Measurement[] = [
        { id: 'plan-compute', samples: repeat(() => computeAll(large)) },
        { id: 'plan-deep', samples: repeat(() => void parseJsonPlan(deep)) },
      ];
      for (const [nodes, json] of [
        [1000, small],
        [10_000, large],
      ] as const) {
        say(`Painting ${nodes} nodes`);
        const own: number[] = [];
        for (let round = 0; round <= rounds; round++) {
          own.push(await ownPaint(browser, json));
        }
        own.shift();
        found.push({ id: `plan-paint-${nodes}`, samples: own });
      }
      return [...found, ...(await inPage(browser))];
    } finally {
      await browser.close();
    }
  },
};

function figure(id: string, title: string, unit: 'ms' | 'MB' | '×' | 'elements', atMost: number) {
  return { id, title, unit, bound: { atMost } } as const;
}

function repeat(work: () => void): readonly number[] {
  const samples: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const began = performance.now();
    work();
    samples.push(performance.now() - began);
  }
  return samples.slice(1);
}

function computeAll(json: string): void {
  for (const result of parseJsonPlan(json).value?.results ?? []) {
    if (result.kind === 'plan') {
      advisePlan(result, computePlan(result), undefined);
    }
  }
}

async function openEmpty(browser: WebviewBrowser, host: JsonPlans): Promise<WebviewPage> {
  const view = await browser.page({ name: 'plan', ...size }, host.connect);
  await view.page.locator('#app > *').first().waitFor();
  return view;
}

/** From the message with the plan to the frame in which its rows are seen. */
async function ownPaint(browser: WebviewBrowser, json: string): Promise<number> {
  const host = new JsonPlans(undefined);
  const view = await openEmpty(browser, host);
  await view.page.evaluate(notePaintAfterMessage, '.plan-row');
  host.showPlan(json);
  const took = await notedPaint(view.page);
  await view.close();
  return took;
}

async function inPage(browser: WebviewBrowser): Promise<readonly Measurement[]> {
  const view = await openEmpty(browser, JsonPlans.of(large));
  const { page } = view;
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  const samples: number[] = [];
  for (const [tab, keys] of [
    ['Tree', ['End', 'Home', 'Enter', 'Enter', 'PageDown']],
    ['Flame', ['Home', 'ArrowDown', 'Enter', 'Escape']],
    ['Diagram', ['Home', 'ArrowDown', '-', '0', '+', 'Enter', 'Enter']],
  ] as const) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await page.waitForTimeout(200);
    await page.locator('#plan-view [tabindex="0"]').first().focus();
    for (const key of keys) {
      samples.push(await page.evaluate(pressKey, key));
    }
  }
  await view.close();
  return [
    { id: 'plan-elements', samples: [elements] },
    { id: 'plan-heap', samples: [usedSize / 1024 / 1024] },
    { id: 'plan-act', samples: [Math.max(...samples)] },
  ];
}

/** From a key to the end of the frame that shows what it did. Runs in the page. */
async function pressKey(key: string): Promise<number> {
  await new Promise(requestAnimationFrame);
  const began = performance.now();
  document.activeElement?.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
  );
  await new Promise<void>((resolve) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve();
      channel.port2.postMessage(null);
    });
  });
  return performance.now() - began;
}
