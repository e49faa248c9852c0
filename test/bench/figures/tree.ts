import type { Locator } from 'playwright-core';
import { createBigCatalog } from '../../support/bigCatalog';
import type { WorkbenchDriver } from '../../support/workbench/driver';
import type { Bench } from '../figure';
import { withWorkbench } from '../openDemo';

const schemas = ['big_1', 'big_2', 'big_3', 'big_4', 'big_5'] as const;

/** From the click that expands a schema of 20,000 tables until its first page is on the screen. */
export const tree: Bench = {
  figures: [
    {
      id: 'tree-first-page',
      title: 'First page of a schema of 20,000 tables',
      unit: 'ms',
      bound: { atMost: 300 },
    },
  ],
  measure: (say) =>
    withWorkbench(
      say,
      async ({ server, database }) => {
        say('Making five schemas of 20,000 tables');
        for (const schema of schemas) {
          await createBigCatalog(server, database, { schema });
          await server.query(`GRANT USAGE ON SCHEMA ${schema} TO PUBLIC`, [], database);
        }
        return {};
      },
      async (driver) => {
        await driver.openContainer('Lakehouse');
        await driver.expand(await driver.expandPath('Databases', ['Sample lakehouse', 'lakehouse']));
        const samples: number[] = [];
        for (const schema of schemas) {
          const row = await driver.treeRow('Databases', schema, 3);
          samples.push(await expansion(driver, row, 'table_000001'));
          await driver.collapse(row);
        }
        return [{ id: 'tree-first-page', samples }];
      },
    ),
};

/** Milliseconds, by the clock of the page, from the click until a row with the text is painted. */
async function expansion(driver: WorkbenchDriver, row: Locator, text: string): Promise<number> {
  const { page } = driver;
  const measured = page.evaluate(
    (expected) =>
      new Promise<number>((resolve) => {
        let start = 0;
        const look = () => {
          const found = [...document.querySelectorAll('.monaco-list-row')].some((each) =>
            each.textContent.includes(expected),
          );
          if (start > 0 && found) {
            observer.disconnect();
            requestAnimationFrame(() => resolve(performance.now() - start));
          }
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
        document.addEventListener('mousedown', () => (start = performance.now()), {
          capture: true,
          once: true,
        });
      }),
    text,
  );
  await row.click();
  return measured;
}
