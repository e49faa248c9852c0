import type { WorkbenchDriver } from '../../support/workbench/driver';
import { until } from '../../support/workbench/until';
import type { Bench } from '../figure';
import { withWorkbench } from '../openDemo';

const columns = 200;
const tables = ['wide_1', 'wide_2', 'wide_3', 'wide_4', 'wide_5'] as const;

/** From the click on *Open Page* until the last column of a table of 200 is painted. Each sample is a page of its own. */
export const martPage: Bench = {
  figures: [
    {
      id: 'mart-page',
      title: 'Page of a table of 200 columns, from the click to its last column',
      unit: 'ms',
      bound: { atMost: 500 },
    },
  ],
  measure: (say) =>
    withWorkbench(
      say,
      async ({ server, database }) => {
        say('Making tables of 200 columns');
        const list = Array.from({ length: columns }, (_, n) => `n % ${n + 7} AS column_${n + 1}`);
        for (const table of tables) {
          const name = `marts.${table}`;
          const last = `n AS last_of_${table}`;
          await server.query(
            `CREATE TABLE ${name} AS SELECT ${list.slice(1).join(', ')}, ${last} FROM generate_series(1, 2000) AS n`,
            [],
            database,
          );
          await server.query(`ANALYZE ${name}`, [], database);
          await server.query(`GRANT SELECT ON ${name} TO PUBLIC`, [], database);
        }
        return {};
      },
      async (driver) => {
        await driver.page.context().addInitScript(watch);
        await driver.page.reload();
        await driver.openContainer('Lakehouse');
        await driver.closeView('Databases');
        const samples: number[] = [];
        for (const table of tables) {
          samples.push(await opening(driver, table));
        }
        return [{ id: 'mart-page', samples }];
      },
    ),
};

interface Watching {
  clickedAt?: number;
  paintedAt?: Record<string, number>;
}

/** Runs in every frame: notes when the mouse was pressed, and when each table's last column was painted. */
function watch(): void {
  const noted = globalThis as unknown as Watching;
  const painted: Record<string, number> = {};
  noted.paintedAt = painted;
  document.addEventListener('mousedown', () => (noted.clickedAt = Date.now()), { capture: true });
  const look = (): void => {
    for (const cell of document.querySelectorAll('td .name')) {
      const table = /^last_of_(\w+)$/.exec(cell.textContent)?.[1];
      if (table !== undefined && painted[table] === undefined) {
        painted[table] = Number.NaN;
        requestAnimationFrame(() => (painted[table] = Date.now()));
      }
    }
  };
  // A webview writes its document anew, which ends observers and animation frames but no timers.
  setInterval(look, 5);
}

async function opening(driver: WorkbenchDriver, table: string): Promise<number> {
  const row = await driver.expandPath('Marts', ['Sample lakehouse', 'marts', table]);
  await row.hover();
  await row.locator('.action-label[aria-label="Open Page"]').click();
  const painted = await until(`the page of ${table}`, async () => {
    for (const frame of driver.page.frames()) {
      const at = await frame
        .evaluate((name) => (globalThis as unknown as Watching).paintedAt?.[name], table)
        .catch(() => undefined);
      if (at !== undefined && !Number.isNaN(at)) {
        return at;
      }
    }
    return undefined;
  });
  const clicked = await driver.page.evaluate(() => (globalThis as unknown as Watching).clickedAt);
  return painted - (clicked ?? Number.NaN);
}
