import { createHugeCatalog } from '../../support/hugeCatalog';
import { expansion } from '../expansion';
import type { Bench } from '../figure';
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
        for (const name of connections) {
          const connection = await driver.treeRow('Databases', name, 1);
          connect.push(await expansion(driver.page, connection, 'tenant_0001'));
          const schema = await driver.treeRow('Databases', 'tenant_0002', 3);
          expand.push(await expansion(driver.page, schema, 'table_01'));
          await driver.collapse(connection);
        }
        return [
          { id: 'huge-connect', samples: connect },
          { id: 'huge-expand', samples: expand },
        ];
      },
    ),
};
