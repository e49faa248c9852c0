import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startDemoServer } from '../../support/demoServer';
import { repositoryRoot } from '../../support/sourceFiles';
import { runHostTests } from '../../support/workbench/hostTests';
import { packageExtension } from '../../support/workbench/installedWorkbench';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';
import type { Bench } from '../figure';
import type { HostReport } from '../hostProgram';

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
        reports.push(await launchOnce(settings, server.environment));
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

async function launchOnce(
  settings: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string>>,
): Promise<HostReport> {
  const scratch = makeScratchFolder('bench');
  try {
    const report = path.join(scratch.path, 'report.json');
    const code = await runHostTests(
      'newest',
      { ...environment, LAKEHOUSE_BENCH_REPORT: report },
      {
        extension: path.join(repositoryRoot, 'out/package'),
        tests: path.join(repositoryRoot, 'out/test/bench/hostProgram.js'),
        settings,
      },
    );
    if (code !== 0) {
      throw new Error(`The extension host ended with ${code}.`);
    }
    return JSON.parse(readFileSync(report, 'utf8')) as HostReport;
  } finally {
    scratch.remove();
  }
}
