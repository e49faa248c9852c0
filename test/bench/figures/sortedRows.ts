import { ResultFolder } from '../../../src/node/results/resultFolder';
import type { TestServer } from '../../support/postgres';
import type { Bench } from '../figure';
import { millionRows, reports, timed, withMillionRows, withScratch } from '../millionRows';
import { type SortReport, sortStore } from '../sortProgram';
import { readIntoStore } from '../storeProgram';

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
  measure: (say) =>
    withMillionRows(say, async (server) => {
      const ratios = await speed(server, say);
      const found = await reports<SortReport>('sortProgram', server, { launches, say });
      return [
        { id: 'sort-speed', samples: ratios },
        { id: 'sort-memory', samples: found.map(({ memory }) => memory) },
        { id: 'sort-pause', samples: found.map(({ longestPause }) => longestPause) },
        { id: 'sort-window', samples: found.map(({ slowestWindow }) => slowestWindow) },
      ];
    }),
};

/** Pairs, so that both meet the same moods of the machine. The server sorts whole rows, without sending them. */
function speed(server: TestServer, say: (line: string) => void): Promise<readonly number[]> {
  return withScratch('sorted', async (scratch) => {
    const folder = new ResultFolder(scratch);
    const ratios: number[] = [];
    const rows = await readIntoStore(server, millionRows, folder);
    for (let pair = 0; pair <= pairs; pair++) {
      const theirs = await timed(() =>
        server.query(`select count(*) from (${millionRows} order by hash collate "C" offset 0) as sorted`),
      );
      const own = await timed(async () => (await sortStore(rows, 5)).dispose());
      say(`the server ${Math.round(theirs)} ms, the store ${Math.round(own)} ms`);
      if (pair > 0) {
        ratios.push(own / theirs);
      }
    }
    rows.dispose();
    folder.dispose();
    return ratios;
  });
}
