import { lineageOf } from '../../../src/core/dbt/lineage/lineageGraph';
import { layoutLineage } from '../../../src/core/dbt/lineage/lineageLayout';
import { bigDbtGraph } from '../../support/bigLineage';
import { LineageOfGraph } from '../../support/webview/lineageHost';
import { WebviewBrowser } from '../../support/webview/webviewBrowser';
import type { Bench, Figure } from '../figure';

const models = 1000;
const rounds = 5;
const panSeconds = 3;

/** The lineage of 1,000 models with 100 sources. */
export const dbtLineage: Bench = {
  figures: [
    atMost(100, 'dbt-lineage', 'Layout of the lineage of 1,000 dbt models'),
    atMost(100, 'dbt-lineage-2000', 'Layout of the lineage of 2,000 dbt models'),
    atMost(
      50,
      'dbt-lineage-pan',
      `The longest frame of moving over it for ${String(panSeconds)} seconds, texts readable`,
    ),
    atMost(50, 'dbt-lineage-zoom', 'The longest frame of zooming in and out of it with the wheel'),
    atMost(
      100,
      'dbt-lineage-filter',
      'Choosing a tag of it, and everything again, until it is drawn, the longer of both',
    ),
  ],
  measure: async (say) => {
    const graph = bigDbtGraph(models);
    const browser = await WebviewBrowser.open();
    try {
      const host = new LineageOfGraph(graph);
      const { page } = await browser.page({ name: 'lineage', width: 1200, height: 800 }, host.connect);
      await page.locator('.node').first().waitFor();
      await page.locator('.node[tabindex="0"]').focus();
      const [pans, zooms, filters]: [number[], number[], number[]] = [[], [], []];
      for (let round = 1; round <= rounds; round++) {
        say(`Looking at the lineage, ${String(round)} of ${String(rounds)}`);
        await page.keyboard.press('0');
        zooms.push(await page.evaluate(zoom));
        filters.push(await page.evaluate(filter));
        await page.locator('.node[tabindex="0"]').focus();
        for (let press = 0; press < 11; press++) {
          await page.keyboard.press('+');
        }
        pans.push(await page.evaluate(pan, panSeconds));
      }
      return [
        { id: 'dbt-lineage', samples: layouts(models) },
        { id: 'dbt-lineage-2000', samples: layouts(2 * models) },
        { id: 'dbt-lineage-pan', samples: pans },
        { id: 'dbt-lineage-zoom', samples: zooms },
        { id: 'dbt-lineage-filter', samples: filters },
      ];
    } finally {
      await browser.close();
    }
  },
};

function layouts(count: number): readonly number[] {
  const lineage = lineageOf(bigDbtGraph(count), new Map(), Date.now());
  return Array.from({ length: rounds }, () => {
    const began = performance.now();
    layoutLineage(lineage);
    return performance.now() - began;
  });
}

/** Zooms in until texts can be read and out again, a step for each frame. Answers with the longest frame. Runs in the page. */
async function zoom(): Promise<number> {
  const area = document.querySelector('.drawing');
  if (!area) {
    throw new Error('There is no drawing.');
  }
  const { x, y } = area.getBoundingClientRect();
  const place = { clientX: x + 600, clientY: y + 300, ctrlKey: true, bubbles: true, cancelable: true };
  let last = await new Promise<number>(requestAnimationFrame);
  let longest = 0;
  for (let step = 0; step < 120; step++) {
    area.dispatchEvent(new WheelEvent('wheel', { ...place, deltaY: step < 60 ? -15 : 15 }));
    const now = await new Promise<number>(requestAnimationFrame);
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}

/** Runs in the page. */
async function filter(): Promise<number> {
  const choice = document.querySelector<HTMLSelectElement>('select[aria-label="Tag"]');
  if (!choice) {
    throw new Error('There is no choice of tags.');
  }
  let longest = 0;
  for (const value of ['mart', '']) {
    await new Promise(requestAnimationFrame);
    const began = performance.now();
    choice.value = value;
    choice.dispatchEvent(new Event('change'));
    await new Promise(requestAnimationFrame);
    await new Promise((resolve) => setTimeout(resolve));
    longest = Math.max(longest, performance.now() - began);
  }
  return longest;
}

/** Moves there and back, a step for each frame. Answers with the longest frame. Runs in the page. */
async function pan(seconds: number): Promise<number> {
  const area = document.querySelector('.drawing');
  if (!area) {
    throw new Error('There is no drawing.');
  }
  const began = performance.now();
  let last = await new Promise<number>(requestAnimationFrame);
  let longest = 0;
  for (let part = 0; part < 1; part = (performance.now() - began) / (seconds * 1000)) {
    const way = part < 0.5 ? 1 : -1;
    area.dispatchEvent(
      new WheelEvent('wheel', { deltaX: 60 * way, deltaY: 12 * way, bubbles: true, cancelable: true }),
    );
    const now = await new Promise<number>(requestAnimationFrame);
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}

function atMost(milliseconds: number, id: string, title: string): Figure {
  return { id, title, unit: 'ms', bound: { atMost: milliseconds } };
}
