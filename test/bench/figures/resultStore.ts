import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { ResultFolder } from '../../../src/node/results/resultFolder';
import { startPostgres, type TestServer } from '../../support/postgres';
import { repositoryRoot } from '../../support/sourceFiles';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';
import type { Bench } from '../figure';
import { readIntoStore, type StoreReport } from '../storeProgram';

const execute = promisify(execFile);
const pairs = 7;
const launches = 3;

/** Results of any size: from the server to the store, and back to a window. */
export const resultStore: Bench = {
  figures: [
    {
      id: 'store-speed',
      title: 'A million rows into the store, by psql \\copy to /dev/null',
      unit: '×',
      bound: { atMost: 1.15 },
    },
    { id: 'store-memory', title: 'Memory from 10,000 to 10 million rows', unit: 'MB', bound: { atMost: 64 } },
    {
      id: 'store-window',
      title: 'The slowest of 300 windows of 10 million rows',
      unit: 'ms',
      bound: { atMost: 30 },
    },
  ],
  measure: async (say) => {
    const server = await startPostgres({ major: 18 });
    try {
      say('Making a table of a million rows');
      await server.query(`CREATE TABLE bench_rows AS
        SELECT n AS id, 'customer ' || n AS name, n * 1.25 AS amount, now() AS at, n % 2 = 0 AS active,
               md5(n::text) AS hash, current_date - n % 1000 AS day, n / 7.0::float8 AS ratio,
               CASE WHEN n % 3 = 0 THEN NULL ELSE 'note ' || n END AS note, n % 50 AS branch
          FROM generate_series(1, 1000000) AS n`);
      await server.query('VACUUM ANALYZE bench_rows');
      const ratios = await speed(server, say);
      const reports: StoreReport[] = [];
      for (let launch = 1; launch <= launches; launch++) {
        say(`Ten million rows, ${launch} of ${launches}`);
        reports.push(await report(server));
      }
      return [
        { id: 'store-speed', samples: ratios },
        { id: 'store-memory', samples: reports.map(({ memory }) => memory) },
        { id: 'store-window', samples: reports.map(({ slowestWindow }) => slowestWindow) },
      ];
    } finally {
      await server.dispose();
    }
  },
};

/** Pairs, so that both meet the same moods of the machine. */
async function speed(server: TestServer, say: (line: string) => void): Promise<readonly number[]> {
  const scratch = makeScratchFolder('store');
  const folder = new ResultFolder(scratch.path);
  const ratios: number[] = [];
  try {
    for (let pair = 0; pair <= pairs; pair++) {
      const psql = await timed(() => copyToNowhere(server));
      const own = await timed(async () =>
        (await readIntoStore(server, 'select * from bench_rows', folder)).dispose(),
      );
      say(`psql ${Math.round(psql)} ms, the store ${Math.round(own)} ms`);
      if (pair > 0) {
        ratios.push(own / psql);
      }
    }
  } finally {
    folder.dispose();
    scratch.remove();
  }
  return ratios;
}

async function copyToNowhere({ host, port, user, password }: TestServer): Promise<void> {
  const target = `host=${host} port=${port} user=${user} dbname=postgres`;
  await execute('psql', ['-X', '-q', '-d', target, '-c', '\\copy bench_rows to /dev/null'], {
    env: { ...process.env, PGPASSWORD: password },
  });
}

async function report({ host, port, user, password }: TestServer): Promise<StoreReport> {
  const program = path.join(repositoryRoot, 'out/test/bench/storeProgram.js');
  const task = JSON.stringify({ host, port, user, password });
  const { stdout } = await execute(process.execPath, [program, task]);
  return JSON.parse(stdout) as StoreReport;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
