import { startDemoServer } from '../../support/demoServer';
import { packageExtension } from '../../support/workbench/installedWorkbench';
import type { Bench } from '../figure';
import type { HostReport } from '../hostProgram';
import { runInHost } from '../runInHost';

const launches = 5;

/** What the extension costs the extension host. Measured on the packaged code, each sample in a VS Code of its own. */
export const host: Bench = {
  figures: [
    { id: 'activation-time', title: 'activate(), with loading its code', unit: 'ms', bound: { atMost: 50 } },
    { id: 'activation-bundle', title: 'Code loaded by activation', unit: 'KB', bound: { atMost: 250 } },
    { id: 'idle-memory', title: 'Idle memory in the host, after a query', unit: 'MB', bound: { atMost: 30 } },
  ],
  measure: async (say) => {
    await packageExtension();
    const server = await startDemoServer(0.1);
    try {
      const [connection] = server.settings['lakehouse.connections'] as readonly [object];
      const settings = { ...server.settings, 'lakehouse.connections': [{ ...connection, id: 'bench' }] };
      const reports: HostReport[] = [];
      for (let launch = 1; launch <= launches; launch++) {
        say(`VS Code ${launch} of ${launches}`);
        reports.push(await runInHost<HostReport>('hostProgram', settings, server.environment));
      }
      return [
        {
          id: 'activation-time',
          samples: reports.map((report) => report.activation),
          reference: {
            name: "an extension of VS Code's own",
            samples: reports.map((report) => report.referenceActivation),
          },
        },
        { id: 'activation-bundle', samples: reports.map((report) => report.bundle) },
        { id: 'idle-memory', samples: reports.map((report) => report.memory) },
      ];
    } finally {
      await server.dispose();
    }
  },
};
