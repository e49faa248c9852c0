import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { bigManifest, writeBigDbtProject } from '../../support/bigDbtProject';
import { runDbtWell } from '../../support/dbt';
import { repositoryRoot } from '../../support/sourceFiles';
import type { ChecksReport } from '../dbtChecksProgram';
import type { ManifestReport } from '../dbtManifestProgram';
import type { Bench } from '../figure';
import { timed, withScratch } from '../millionRows';

const execute = promisify(execFile);
const launches = 5;
const parses = 2;

/** The static checks of a project with 1,000 models and the graph of its files, beside `dbt parse` of the same. */
export const dbtProject: Bench = {
  figures: [
    {
      id: 'dbt-checks-cold',
      title: 'Static checks of 1,000 dbt models, the first time',
      unit: 'ms',
      bound: { atMost: 300 },
    },
    { id: 'dbt-checks-edit', title: 'The same after an edit', unit: 'ms', bound: { atMost: 30 } },
    { id: 'dbt-checks-parse', title: 'dbt parse, by the static checks', unit: '×', bound: { atLeast: 20 } },
  ],
  measure: (say) =>
    withScratch('dbt-checks', async (folder) => {
      await writeBigDbtProject(folder, 1000);
      const found: ChecksReport[] = [];
      for (let launch = 1; launch <= launches; launch++) {
        say(`Checking 1,000 models, ${String(launch)} of ${String(launches)}`);
        found.push(await launched<ChecksReport>('dbtChecksProgram', folder));
      }
      demandNodes(found, 1000);
      const cold = found.map((report) => report.cold);
      const parsed: number[] = [];
      for (let parse = 1; parse <= parses; parse++) {
        say(`dbt parse, ${String(parse)} of ${String(parses)}`);
        const args = ['parse', '--no-partial-parse', '--profiles-dir', folder];
        parsed.push(await timed(() => runDbtWell(args, folder)));
      }
      return [
        { id: 'dbt-checks-cold', samples: cold, reference: { name: 'dbt parse', samples: parsed } },
        { id: 'dbt-checks-edit', samples: found.flatMap(({ edits }) => edits) },
        { id: 'dbt-checks-parse', samples: parsed.flatMap((parse) => cold.map((own) => parse / own)) },
      ];
    }),
};

/** The manifest of 2,000 models with 8,000 tests, 27 MB: what reading it needs at most, beyond what the process had. */
export const dbtManifest: Bench = {
  figures: [
    {
      id: 'dbt-manifest-memory',
      title: 'Memory for a dbt manifest of 2,000 models',
      unit: 'MB',
      bound: { atMost: 80 },
    },
  ],
  measure: (say) =>
    withScratch('dbt-manifest', async (folder) => {
      const file = path.join(folder, 'manifest.json');
      await writeFile(file, bigManifest(2000));
      const found: ManifestReport[] = [];
      for (let launch = 1; launch <= launches; launch++) {
        say(`Reading the manifest, ${String(launch)} of ${String(launches)}`);
        found.push(await launched<ManifestReport>('dbtManifestProgram', file));
      }
      demandNodes(found, 2000);
      return [{ id: 'dbt-manifest-memory', samples: found.map(({ most }) => most) }];
    }),
};

/** What was not read is quickly checked. @throws Error */
function demandNodes(reports: readonly { readonly nodes: number }[], atLeast: number): void {
  const fewest = Math.min(...reports.map(({ nodes }) => nodes));
  if (fewest < atLeast) {
    throw new Error(`Only ${String(fewest)} of at least ${String(atLeast)} nodes were read.`);
  }
}

async function launched<Report>(name: string, argument: string): Promise<Report> {
  const program = path.join(repositoryRoot, 'out/test/bench', `${name}.js`);
  const { stdout } = await execute(process.execPath, [program, argument]);
  return JSON.parse(stdout) as Report;
}
