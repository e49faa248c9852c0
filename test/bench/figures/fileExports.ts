import path from 'node:path';
import { neverCancelled } from '../../../src/base/cancelSignal';
import type { Execute } from '../../../src/core/query/runStatements';
import { Connector } from '../../../src/node/pg/connector';
import type { TestServer } from '../../support/postgres';
import { passwords, profileFor } from '../../support/sessions';
import { type ExportTask, timedExport } from '../exportProgram';
import type { Bench } from '../figure';
import { millionRows as text, reports, timedPsql, withMillionRows, withScratch } from '../millionRows';

const rounds = 7;
const launches = 3;

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
  measure: (say) =>
    withMillionRows(say, async (server) => {
      const { csv, parquet } = await speed(server, say);
      const memory = (format: ExportTask['format']) =>
        reports<number>('exportProgram', server, { launches, say, more: { format } });
      return [
        { id: 'csv-export', samples: csv },
        { id: 'parquet-export', samples: parquet },
        { id: 'csv-export-memory', samples: await memory('csv') },
        { id: 'parquet-export-memory', samples: await memory('parquet') },
      ];
    }),
};

/** Each round does all three, so that they meet the same moods of the machine. */
async function speed(
  server: TestServer,
  say: (line: string) => void,
): Promise<{ readonly csv: readonly number[]; readonly parquet: readonly number[] }> {
  const connector = new Connector(profileFor(server), passwords(server.password));
  const session = await connector.openSession(neverCancelled);
  const run: Execute = (request, sink) => session.execute(request, sink, neverCancelled);
  const found = { csv: [] as number[], parquet: [] as number[] };
  try {
    await withScratch('export-bench', async (folder) => {
      const file = (name: string) => path.join(folder, name);
      const own = async (format: ExportTask['format']) =>
        (await timedExport(run, { text, format, path: file(`own.${format}`) })).ms;
      for (let round = 0; round <= rounds; round++) {
        const psql = await timedPsql(
          server,
          `\\copy (${text}) to '${file('psql.csv')}' with (format csv, header)`,
        );
        const csv = await own('csv');
        const parquet = await own('parquet');
        say(`psql ${Math.round(psql)} ms, CSV ${Math.round(csv)} ms, Parquet ${Math.round(parquet)} ms`);
        if (round > 0) {
          found.csv.push(csv / psql);
          found.parquet.push(parquet / csv);
        }
      }
    });
  } finally {
    await session.close();
    await connector.close();
  }
  return found;
}
