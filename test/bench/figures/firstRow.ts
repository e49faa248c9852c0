import type { Frame } from 'playwright-core';
import type { WorkbenchDriver } from '../../support/workbench/driver';
import type { Bench } from '../figure';
import { benchDocument, withWorkbench } from '../openDemo';
import { type RowTap, startRowTap } from '../rowTap';

const rows = 10_000_000;
const runs = 7;

/** From the moment the server's first row passes on the wire until it is painted in the grid. */
export const firstRow: Bench = {
  figures: [
    {
      id: 'first-row-painted',
      title: 'First row of 10 million, from the answer to the paint',
      unit: 'ms',
      bound: { atMost: 150 },
    },
  ],
  measure: async (say) => {
    let tap: RowTap | undefined;
    try {
      return await withWorkbench(
        say,
        async ({ server, database, settings }) => {
          say('Making a table of ten million rows');
          await server.query(
            `CREATE TABLE public.ten_million AS
             SELECT n AS id, 'row ' || n AS name, n * 1.25 AS amount, now() AS at FROM generate_series(1, ${rows}) AS n`,
            [],
            database,
          );
          await server.query('GRANT SELECT ON public.ten_million TO PUBLIC', [], database);
          tap = await startRowTap(server);
          const [connection] = settings['lakehouse.connections'] as readonly [object];
          return {
            'lakehouse.connections': [{ ...connection, port: tap.port, sslmode: 'disable' }],
          };
        },
        async (driver) => {
          const samples: number[] = [];
          for (let run = 0; run < runs; run++) {
            const column = `bench_${run}`;
            const painted = await paintedAt(driver, column);
            const answered = tap?.firstRow(column);
            if (answered === undefined) {
              throw new Error(`The rows of ${column} did not pass the proxy.`);
            }
            // The first run opens the connection and the view; what a person feels every day are the others.
            if (run > 0) {
              samples.push(painted - answered);
            }
          }
          return [{ id: 'first-row-painted', samples }];
        },
      );
    } finally {
      tap?.close();
    }
  },
};

/** Runs the statement and answers with the time at which its first row was painted, in milliseconds since 1970. */
async function paintedAt(driver: WorkbenchDriver, column: string): Promise<number> {
  const { page } = driver;
  if (column === 'bench_0') {
    await driver.openFile(benchDocument);
  }
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(`select '${mark(column)}' as ${column}, * from public.ten_million`);
  if (column === 'bench_0') {
    await page.keyboard.press('Control+Enter');
    await driver.webviewWith(column);
    return Date.now();
  }
  const frame = await driver.webviewWith(/bench_\d+/);
  // Nobody types a statement and runs it in the same moment: VS Code's own work on new text is not what is measured.
  await page.waitForTimeout(500);
  const painted = waitForPaint(frame, column);
  await page.keyboard.press('Control+Enter');
  return painted;
}

function waitForPaint(frame: Frame, column: string): Promise<number> {
  return frame.evaluate(
    (expected) =>
      new Promise<number>((resolve, reject) => {
        setTimeout(() => reject(new Error(`Waited 30 s in vain for ${expected}.`)), 30_000);
        const look = () => {
          const text = document.body.innerText;
          if (text.includes(expected)) {
            observer.disconnect();
            requestAnimationFrame(() => resolve(Date.now()));
          }
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
      }),
    mark(column),
  );
}

/** A value of every row of the result, because a scan of a large table may begin anywhere in it. */
function mark(column: string): string {
  return `a row of ${column}`;
}
