import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { ResultFolder } from '../../../src/node/results/resultFolder';
import { startPostgres, type TestServer } from '../../support/postgres';
import { repositoryRoot } from '../../support/sourceFiles';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';
import type { Bench } from '../figure';
import { type SortReport, sortStore } from '../sortProgram';
import { readIntoStore } from '../storeProgram';

const execute = promisify(execFile);
const pairs = 5;
const launches = 3;

/** Sorting a result of any size beside the extension host. */
export const sortedRows: Bench = {
  figures: [
    {
      id: 'sort-speed',
      title: 'Sorting a million rows by a text, by the server’s own sort',
      unit: '×',
      bound: { atMost: 3 },
    },
    {
      id: 'sort-memory',
      title: 'Memory while five million rows are sorted',
      unit: 'MB',
      bound: { atMost: 80 },
    },
    {
      id: 'sort-pause',
      title: 'The longest time the host does not answer meanwhile',
      unit: 'ms',
      bound: { atMost: 30 },
    },
    {
      id: 'sort-window',
      title: 'The slowest of 100 windows of five million sorted rows',
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
      const reports: SortReport[] = [];
      for (let launch = 1; launch <= launches; launch++) {
        say(`Five million rows, ${launch} of ${launches}`);
        reports.push(await report(server));
      }
      return [
        { id: 'sort-speed', samples: ratios },
        { id: 'sort-memory', samples: reports.map(({ memory }) => memory) },
        { id: 'sort-pause', samples: reports.map(({ longestPause }) => longestPause) },
        { id: 'sort-window', samples: reports.map(({ slowestWindow }) => slowestWindow) },
      ];
    } finally {
      await server.dispose();
    }
  },
};

/** Pairs, so that both meet the same moods of the machine. The server sorts whole rows, without sending them. */
async function speed(server: TestServer, say: (line: string) => void): Promise<readonly number[]> {
  const scratch = makeScratchFolder('sorted');
  const folder = new ResultFolder(scratch.path);
  const ratios: number[] = [];
  try {
    const rows = await readIntoStore(server, 'select * from bench_rows', folder);
    for (let pair = 0; pair <= pairs; pair++) {
      const theirs = await timed(async () => {
        await server.query(
          'select count(*) from (select * from bench_rows order by hash collate "C" offset 0) as sorted',
        );
      });
      const own = await timed(async () => (await sortStore(rows, 5)).dispose());
      say(`the server ${Math.round(theirs)} ms, the store ${Math.round(own)} ms`);
      if (pair > 0) {
        ratios.push(own / theirs);
      }
    }
    rows.dispose();
  } finally {
    folder.dispose();
    scratch.remove();
  }
  return ratios;
}

async function report({ host, port, user, password }: TestServer): Promise<SortReport> {
  const program = path.join(repositoryRoot, 'out/test/bench/sortProgram.js');
  const task = JSON.stringify({ host, port, user, password });
  const { stdout } = await execute(process.execPath, [program, task]);
  return JSON.parse(stdout) as SortReport;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
