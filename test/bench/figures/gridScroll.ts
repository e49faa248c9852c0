import type { Frame } from 'playwright-core';
import type { WorkbenchDriver } from '../../support/workbench/driver';
import { until } from '../../support/workbench/until';
import type { Bench } from '../figure';
import { benchDocument, withWorkbench } from '../openDemo';

const rows = 10_000_000;
const rounds = 5;
const windowsPerRound = 20;
const scrollSeconds = 10;

/** What a person feels who scrolls through ten million rows in the real workbench. */
export const gridScroll: Bench = {
  figures: [
    {
      id: 'grid-window',
      title: 'Any window of 10 million rows, until it is in the grid',
      unit: 'ms',
      bound: { atMost: 30 },
    },
    {
      id: 'grid-scroll',
      title: `The longest frame of a scroll of ${scrollSeconds} seconds`,
      unit: 'ms',
      bound: { atMost: 50 },
    },
  ],
  measure: (say) =>
    withWorkbench(
      say,
      () => Promise.resolve({ 'lakehouse.query.rowCap': rows * 2, 'lakehouse.query.sizeCap': 10_000 }),
      async (driver) => {
        say('Reading ten million rows');
        const frame = await readRows(driver);
        await frame.evaluate(arrive, 5);
        const windows: number[] = [];
        const frames: number[] = [];
        for (let round = 1; round <= rounds; round++) {
          say(`Round ${round} of ${rounds}`);
          windows.push(await frame.evaluate(arrive, windowsPerRound));
          frames.push(await frame.evaluate(scroll, scrollSeconds));
        }
        return [
          { id: 'grid-window', samples: windows },
          { id: 'grid-scroll', samples: frames },
        ];
      },
    ),
};

async function readRows(driver: WorkbenchDriver): Promise<Frame> {
  await driver.openFile(benchDocument);
  await driver.page.keyboard.insertText(
    `select n, 'row ' || n as name, n * 1.25 as amount, md5(n::text) as hash from generate_series(1, ${rows}) as n`,
  );
  await driver.page.keyboard.press('Control+Enter');
  await driver.webviewWith(/so far/);
  const done = await until('all rows', async () => {
    const texts = [...(await driver.webviewTexts())];
    return texts.find(([, text]) => /10,000,000 rows ·/.test(text));
  });
  return done[0];
}

/**
 * Jumps to places all over the result. Answers with the milliseconds from the slowest one's scroll event until its cells
 * have their values. Runs in the page.
 */
async function arrive(jumps: number): Promise<number> {
  const grid = document.querySelector<HTMLElement>('.grid');
  if (!grid) {
    throw new Error('There is no grid.');
  }
  let slowest = 0;
  for (let jump = 0; jump < jumps; jump++) {
    const place = Math.random() * (grid.scrollHeight - grid.clientHeight);
    const took = await new Promise<number>((resolve) => {
      let began = 0;
      const look = () => {
        if (
          began > 0 &&
          !document.querySelector('.grid-row:not([hidden]) .grid-cell-loading:not([hidden])')
        ) {
          observer.disconnect();
          resolve(performance.now() - began);
        }
      };
      const observer = new MutationObserver(look);
      observer.observe(grid, { subtree: true, childList: true, characterData: true, attributes: true });
      // The grid listens to the same event, and was first.
      grid.addEventListener('scroll', () => (began = performance.now()), { once: true, capture: true });
      grid.scrollTop = place;
    });
    slowest = Math.max(slowest, took);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return slowest;
}

/** Scrolls at several speeds, a step for each frame. Answers with the longest frame. Runs in the page. */
async function scroll(seconds: number): Promise<number> {
  const grid = document.querySelector<HTMLElement>('.grid');
  if (!grid) {
    throw new Error('There is no grid.');
  }
  const speeds = [3, 24, 240, 2400, -600];
  const began = performance.now();
  let last = await new Promise<number>(requestAnimationFrame);
  let longest = 0;
  for (let part = 0; part < 1; part = (performance.now() - began) / (seconds * 1000)) {
    const delta = speeds[Math.floor(part * speeds.length)] ?? 0;
    grid.dispatchEvent(new WheelEvent('wheel', { deltaY: delta, bubbles: true, cancelable: true }));
    const now = await new Promise<number>(requestAnimationFrame);
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}
