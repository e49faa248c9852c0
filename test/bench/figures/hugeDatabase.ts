import { createHugeCatalog } from '../../support/hugeCatalog';
import { expansion } from '../expansion';
import type { Bench } from '../figure';
import type { WorkbenchDriver } from '../../support/workbench/driver';
import { keystroke } from '../keystroke';
import { withWorkbench } from '../openDemo';

const connections = ['One', 'Two', 'Three', 'Four', 'Five'] as const;
const database = 'huge';

/** The sidebar on a database of 100,500 relations in 1,500 schemas. Each sample is a connection of its own. */
export const hugeDatabase: Bench = {
  figures: [
    {
      id: 'huge-connect',
      title: 'Connect to 100,000 relations, until the tree shows schemas',
      unit: 'ms',
      bound: { atMost: 500 },
    },
    { id: 'huge-expand', title: 'One of its 1,500 schemas', unit: 'ms', bound: { atMost: 300 } },
    {
      id: 'search-keystroke',
      title: 'Search them, from a key to the painted list',
      unit: 'ms',
      bound: { atMost: 100 },
    },
  ],
  measure: (say) =>
    withWorkbench(
      say,
      async ({ server, user, settings }) => {
        say('Making a database of 100,000 relations');
        await server.query(`CREATE DATABASE ${database} OWNER ${user}`);
        await createHugeCatalog(server, database);
        const [connection] = settings['lakehouse.connections'] as readonly [object];
        return {
          'lakehouse.connections': connections.map((name) => ({ ...connection, id: name, name, database })),
        };
      },
      async (driver) => {
        await driver.openContainer('Lakehouse');
        const connect: number[] = [];
        const expand: number[] = [];
        const keystrokes: number[] = [];
        for (const name of connections) {
          const connection = await driver.treeRow('Databases', name, 1);
          connect.push(await expansion(driver.page, connection, 'tenant_0001'));
          const schema = await driver.treeRow('Databases', 'tenant_0002', 3);
          expand.push(await expansion(driver.page, schema, 'table_01'));
          await driver.collapse(connection);
          if (name === 'One') {
            keystrokes.push(...(await searchKeystrokes(driver)));
          }
        }
        return [
          { id: 'huge-connect', samples: connect },
          { id: 'huge-expand', samples: expand },
          { id: 'search-keystroke', samples: keystrokes },
        ];
      },
    ),
};

/** Texts whose last letter puts another object first: a plain name, a schema, letters of words, a kind. */
const searches = [
  { typed: 'table_13', first: 'table_13' },
  { typed: 'tenant_0777.summa', first: 'tenant_0777' },
  { typed: 'table_66', first: 'table_66' },
  { typed: 'n:tenant_1499', first: 'tenant_1499' },
  { typed: 'v:tenant_0042', first: 'tenant_0042' },
  { typed: 'tb42', first: 'table_42' },
] as const;

async function searchKeystrokes(driver: WorkbenchDriver): Promise<number[]> {
  await driver.beginCommand('Lakehouse: Search Objects…');
  await driver.quickInputTitled(/\(10\d,\d+/);
  const samples: number[] = [];
  for (const { typed, first } of searches) {
    await driver.typeQuickInput(typed.slice(0, -1));
    samples.push(await keystroke(driver.page, typed.slice(-1), first));
  }
  await driver.page.keyboard.press('Escape');
  return samples;
}
