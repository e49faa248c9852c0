import { ResultFolder } from '../../../src/node/results/resultFolder';
import type { TestServer } from '../../support/postgres';
import type { Bench } from '../figure';
import { millionRows, reports, timed, timedPsql, withMillionRows, withScratch } from '../millionRows';
import { readIntoStore, type StoreReport } from '../storeProgram';

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
  measure: (say) =>
    withMillionRows(say, async (server) => {
      const ratios = await speed(server, say);
      const found = await reports<StoreReport>('storeProgram', server, { launches, say });
      return [
        { id: 'store-speed', samples: ratios },
        { id: 'store-memory', samples: found.map(({ memory }) => memory) },
        { id: 'store-window', samples: found.map(({ slowestWindow }) => slowestWindow) },
      ];
    }),
};

/** Pairs, so that both meet the same moods of the machine. */
function speed(server: TestServer, say: (line: string) => void): Promise<readonly number[]> {
  return withScratch('store', async (scratch) => {
    const folder = new ResultFolder(scratch);
    const ratios: number[] = [];
    for (let pair = 0; pair <= pairs; pair++) {
      const psql = await timedPsql(server, '\\copy bench_rows to /dev/null');
      const own = await timed(async () => (await readIntoStore(server, millionRows, folder)).dispose());
      say(`psql ${Math.round(psql)} ms, the store ${Math.round(own)} ms`);
      if (pair > 0) {
        ratios.push(own / psql);
      }
    }
    folder.dispose();
    return ratios;
  });
}
