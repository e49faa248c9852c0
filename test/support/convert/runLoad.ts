/** Converts a large table while sessions write to it, and says what they saw. Started by `npm run test:convert`. */
import { startPostgres } from '../postgres';
import { postgresMajors } from '../postgresBinaries';
import { openConversion } from './openConversion';
import { makeLoadTable, WriteLoad } from './writeLoad';

const table = { schema: 'core', name: 'events' };

async function main(args: readonly string[]): Promise<number> {
  const rows = Number(args[0] ?? 5_000_000);
  const major = postgresMajors.find((each) => String(each) === args[1]);
  const server = await startPostgres({
    ...(major === undefined ? {} : { major }),
    settings: { max_wal_size: '4GB', maintenance_work_mem: '256MB', shared_buffers: '256MB' },
  });
  try {
    const database = await server.createDatabase('convert');
    console.log(`PostgreSQL ${server.major}: making a table of ${rows} rows…`);
    await makeLoadTable(server, database, rows);
    return await convert(server, database, rows);
  } finally {
    await server.dispose();
  }
}

async function convert(
  server: Awaited<ReturnType<typeof startPostgres>>,
  database: string,
  rows: number,
): Promise<number> {
  const conversion = await openConversion(server, database, table);
  const spec = await conversion.propose();
  const load = await WriteLoad.start(server, database, { sessions: 4, rows });
  await load.more(100);
  const steps: string[] = [];
  let step: string | undefined;
  let since = performance.now();
  const note = () => {
    const { status } = conversion.run;
    if (status.step !== step) {
      steps.push(...(step === undefined ? [] : [`${step} ${seconds(performance.now() - since)}`]));
      [step, since] = [status.step, performance.now()];
    }
  };
  const listening = conversion.run.onDidChange(note);
  await conversion.run.goOn(spec);
  await load.more(200);
  const swapped = (await conversion.facts()).phase;
  const forward = conversion.run.status;
  await conversion.run.finish(spec);
  await load.more(100);
  const end = conversion.run.status;
  const { phase } = await conversion.facts();
  listening.dispose();
  const report = await load.stop();
  const lost = await load.differences(server, database, rows);
  await conversion.close();
  console.log(`Steps: ${steps.join(', ')}. ${forward.message ?? end.message ?? ''}`);
  console.log(`After the steps: ${swapped}; after the last one: ${phase}`);
  console.log(`Acknowledged writes: ${report.writes}`);
  console.log(`Failed writes: ${report.failed.length}${sample(report.failed)}`);
  console.log(`Lost, changed or doubled rows: ${lost.length}${sample(lost)}`);
  console.log(`Longest block by the conversion: ${Math.round(end.longestBlock)} ms`);
  console.log(`Longest wait of a write: ${Math.round(report.longest)} ms`);
  return swapped === 'swapped' && phase === 'finished' && report.failed.length + lost.length === 0 ? 0 : 1;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function sample(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `, such as:\n  ${lines.slice(0, 5).join('\n  ')}`;
}

void main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
