import { startDemoServer } from '../../support/demoServer';
import { createHugeCatalog } from '../../support/hugeCatalog';
import { packageExtension } from '../../support/workbench/installedWorkbench';
import type { Bench } from '../figure';
import type { HugeHostReport } from '../hugeHostProgram';
import { runInHost } from '../runInHost';

const database = 'huge';
const launches = 3;

/** What the extension host keeps of a database of 100,500 relations after it was searched. */
export const hugeMemory: Bench = {
  figures: [
    {
      id: 'huge-memory',
      title: 'Memory with 100,000 relations connected, searched, one shown',
      unit: 'MB',
      bound: { atMost: 60 },
    },
  ],
  measure: async (say) => {
    await packageExtension();
    const server = await startDemoServer(0.1);
    try {
      say('Making a database of 100,000 relations');
      await server.server.query(`CREATE DATABASE ${database} OWNER ${server.user}`);
      await createHugeCatalog(server.server, database);
      const [connection] = server.settings['lakehouse.connections'] as readonly [object];
      const settings = {
        ...server.settings,
        'lakehouse.connections': [{ ...connection, id: 'bench', database }],
      };
      const samples: number[] = [];
      for (let launch = 1; launch <= launches; launch++) {
        say(`VS Code ${launch} of ${launches}`);
        samples.push(
          (await runInHost<HugeHostReport>('hugeHostProgram', settings, server.environment)).memory,
        );
      }
      return [{ id: 'huge-memory', samples }];
    } finally {
      await server.dispose();
    }
  },
};
