import { Client } from 'pg';
import { startPostgres } from '../postgres';
import { type PostgresMajor, postgresMajors } from '../postgresBinaries';
import { type ConformanceReport, runConformance } from './conformance';
import { generatedSetup, generatedStatements } from './generatedStatements';
import { unreachableTypes, reachableTypes } from './nodeTypes';

/** Settings that let as many workers start as are planned, and nothing else change what is read. */
const settings = {
  jit: 'off',
  autovacuum: 'off',
  max_worker_processes: '32',
  max_parallel_workers: '32',
  track_io_timing: 'on',
};

/** Runs all statements on each of the versions and prints a line for each; answers how many faults there were. */
async function main(): Promise<number> {
  const asked = process.argv.slice(2).map(Number);
  const majors = postgresMajors.filter(
    (major) => major >= 12 && (asked.length === 0 || asked.includes(major)),
  );
  let faults = 0;
  for (const major of majors) {
    const started = performance.now();
    const report = await onServer(major);
    const missing = reachableTypes(major).filter((type) => !report.nodeTypes.has(type));
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(summary(major, report, seconds));
    const details = [
      ...report.differences.map((each) => `difference: ${each}`),
      ...report.violations.map((each) => `sum: ${each}`),
      ...report.refused.map((each) => `refused: ${each}`),
      ...missing.map((type) => `no plan had the node ${type}`),
    ];
    details.slice(0, 60).forEach((each) => console.log(`  ${each}`));
    faults += details.length;
  }
  console.log(`Node types that no statement of ours reaches: ${[...unreachableTypes.keys()].join(', ')}.`);
  return faults;
}

async function onServer(major: PostgresMajor): Promise<ConformanceReport> {
  const server = await startPostgres({ major, settings });
  const client = new Client({ connectionString: server.url() });
  await client.connect();
  try {
    for (const sql of generatedSetup) {
      await client.query(sql);
    }
    return await runConformance(
      client,
      generatedStatements.filter(({ since = 0 }) => since <= major),
    );
  } finally {
    await client.end();
    await server.dispose();
  }
}

function summary(major: number, report: ConformanceReport, seconds: string): string {
  const { statements, compared, nodes, nodeTypes, summed, differences, violations, refused } = report;
  return [
    `PostgreSQL ${major}: ${statements} statements × 4 formats, ${compared} the same in all`,
    `${differences.length} different, ${refused.length} refused`,
    `${nodes} nodes of ${nodeTypes.size} types`,
    `sums of ${summed} plans, ${violations.length} wrong`,
    `${seconds} s`,
  ].join('; ');
}

main().then(
  (faults) => (process.exitCode = faults === 0 ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
