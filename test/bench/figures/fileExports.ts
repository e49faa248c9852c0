import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { neverCancelled } from '../../../src/base/cancelSignal';
import type { Execute } from '../../../src/core/query/runStatements';
import { Connector } from '../../../src/node/pg/connector';
import { startPostgres, type TestServer } from '../../support/postgres';
import { passwords, profileFor } from '../../support/sessions';
import { repositoryRoot } from '../../support/sourceFiles';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';
import { type ExportTask, timedExport } from '../exportProgram';
import type { Bench } from '../figure';

const execute = promisify(execFile);
const rounds = 7;
const launches = 3;
const text = 'select * from bench_rows';

/** A million rows of ten columns straight to a file on the same disk. */
export const fileExports: Bench = {
  figures: [
    {
      id: 'csv-export',
      title: 'A million rows to CSV, by psql to the same disk',
      unit: '×',
      bound: { atMost: 1.11 },
    },
    { id: 'parquet-export', title: 'A million rows to Parquet, by CSV', unit: '×', bound: { atMost: 3 } },
    {
      id: 'csv-export-memory',
      title: 'CSV: memory from 1 to 5 million rows',
      unit: 'MB',
      bound: { atMost: 64 },
    },
    {
      id: 'parquet-export-memory',
      title: 'Parquet: memory from 1 to 5 million rows',
      unit: 'MB',
      bound: { atMost: 64 },
    },
  ],
  measure: async (say) => {
    const server = await startPostgres({ major: 18 });
    try {
      say('Making a table of a million rows');
      await server.query(`CREATE TABLE bench_rows AS
        SELECT n AS id, 'customer ' || n AS name, (n * 1.25)::numeric(15,2) AS amount, now() AS at, n % 2 = 0 AS active,
               md5(n::text) AS hash, current_date - n % 1000 AS day, n / 7.0::float8 AS ratio,
               CASE WHEN n % 3 = 0 THEN NULL ELSE 'note ' || n END AS note, n % 50 AS branch
          FROM generate_series(1, 1000000) AS n`);
      await server.query('VACUUM ANALYZE bench_rows');
      const { csv, parquet } = await speed(server, say);
      return [
        { id: 'csv-export', samples: csv },
        { id: 'parquet-export', samples: parquet },
        { id: 'csv-export-memory', samples: await memory(server, 'csv') },
        { id: 'parquet-export-memory', samples: await memory(server, 'parquet') },
      ];
    } finally {
      await server.dispose();
    }
  },
};

/** Each round does all three, so that they meet the same moods of the machine. */
async function speed(
  server: TestServer,
  say: (line: string) => void,
): Promise<{ readonly csv: readonly number[]; readonly parquet: readonly number[] }> {
  const connector = new Connector(profileFor(server), passwords(server.password));
  const session = await connector.openSession(neverCancelled);
  const scratch = makeScratchFolder('export-bench');
  const file = (name: string) => path.join(scratch.path, name);
  const run: Execute = (request, sink) => session.execute(request, sink, neverCancelled);
  const found = { csv: [] as number[], parquet: [] as number[] };
  try {
    for (let round = 0; round <= rounds; round++) {
      const psql = await byPsql(server, file('psql.csv'));
      const { ms: csv } = await timedExport(run, { text, format: 'csv', path: file('own.csv') });
      const { ms: parquet } = await timedExport(run, { text, format: 'parquet', path: file('own.parquet') });
      say(`psql ${Math.round(psql)} ms, CSV ${Math.round(csv)} ms, Parquet ${Math.round(parquet)} ms`);
      if (round > 0) {
        found.csv.push(csv / psql);
        found.parquet.push(parquet / csv);
      }
    }
  } finally {
    scratch.remove();
    await session.close();
    await connector.close();
  }
  return found;
}

async function byPsql({ host, port, user, password }: TestServer, file: string): Promise<number> {
  const target = `host=${host} port=${port} user=${user} dbname=postgres`;
  const start = performance.now();
  await execute(
    'psql',
    ['-X', '-q', '-d', target, '-c', `\\copy (${text}) to '${file}' with (format csv, header)`],
    { env: { ...process.env, PGPASSWORD: password } },
  );
  return performance.now() - start;
}

async function memory(
  { host, port, user, password }: TestServer,
  format: ExportTask['format'],
): Promise<readonly number[]> {
  const program = path.join(repositoryRoot, 'out/test/bench/exportProgram.js');
  const task = JSON.stringify({ host, port, user, password, format });
  const samples: number[] = [];
  for (let launch = 0; launch < launches; launch++) {
    const { stdout } = await execute(process.execPath, [program, task]);
    samples.push(Number(stdout));
  }
  return samples;
}
