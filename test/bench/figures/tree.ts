import { createBigCatalog } from '../../support/bigCatalog';
import { expansion } from '../expansion';
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
    {
      id: 'marts-first-page',
      title: 'First page of 20,000 marts, the largest first',
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
        return { 'lakehouse.marts.layers': { big: ['big_*'] } };
      },
      async (driver) => {
        await driver.openContainer('Lakehouse');
        await driver.expand(await driver.expandPath('Databases', ['Sample lakehouse', 'lakehouse']));
        const samples: number[] = [];
        for (const schema of schemas) {
          const row = await driver.treeRow('Databases', schema, 3);
          samples.push(await expansion(driver.page, row, 'table_000001'));
          await driver.collapse(row);
        }
        await driver.closeView('Databases');
        await driver.runCommand('Lakehouse: Sort Marts by Size');
        await driver.expand(await driver.expandPath('Marts', ['Sample lakehouse', 'big']));
        const marts: number[] = [];
        for (const schema of schemas) {
          const row = await driver.treeRow('Marts', schema, 3);
          marts.push(await expansion(driver.page, row, 'table_000001'));
          await driver.collapse(row);
        }
        return [
          { id: 'tree-first-page', samples },
          { id: 'marts-first-page', samples: marts },
        ];
      },
    ),
};
