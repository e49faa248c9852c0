import { neverCancelled } from '../../src/base/cancelSignal';
import type { StoredRows } from '../../src/core/query/storedRows';
import { Connector } from '../../src/node/pg/connector';
import { ResultFolder } from '../../src/node/results/resultFolder';
import type { TestServer } from '../support/postgres';
import { passwords, profileFor } from '../support/sessions';
import { makeScratchFolder } from '../support/workbench/scratchFolder';

/** The server and its table, as the parent process tells them. */
export type StoreTask = Pick<TestServer, 'host' | 'port' | 'user' | 'password'>;

/** Megabytes at most while the rows arrived, and milliseconds of the slowest of many windows. */
export interface StoreReport {
  readonly memory: number;
  readonly slowestWindow: number;
}

const table = 'bench_rows';

/** Reads a statement's rows into a store and answers with it. */
export async function readIntoStore(
  task: StoreTask,
  text: string,
  folder: ResultFolder,
): Promise<StoredRows> {
  const connector = new Connector(profileFor(task), passwords(task.password));
  const session = await connector.openSession(neverCancelled);
  try {
    const rows = folder.newRows();
    const sink = {
      columns: () => undefined,
      blocks: rows.append.bind(rows),
      notice: () => undefined,
    };
    await session.execute({ text, maxRows: Infinity, maxBytes: 1e13 }, sink, neverCancelled);
    return rows;
  } finally {
    await session.close();
    await connector.close();
  }
}

/** Runs in a process of its own: memory is measured from 10,000 rows to ten million. */
async function main(task: StoreTask): Promise<StoreReport> {
  const scratch = makeScratchFolder('store');
  const folder = new ResultFolder(scratch.path);
  try {
    (await readIntoStore(task, `select * from ${table} limit 10000`, folder)).dispose();
    const before = peakMegabytes();
    const rows = await readIntoStore(task, `select ${table}.* from ${table}, generate_series(1, 10)`, folder);
    const slowestWindow = await slowest(rows);
    const report = { memory: peakMegabytes() - before, slowestWindow };
    rows.dispose();
    return report;
  } finally {
    folder.dispose();
    scratch.remove();
  }
}

async function slowest(rows: StoredRows): Promise<number> {
  let worst = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const first = (seed * 999_983 * 31) % rows.count;
    const start = performance.now();
    const found = await rows.window({ first, count: 60, firstColumn: 0, columnCount: 10 }, 1203);
    worst = Math.max(worst, performance.now() - start);
    if (found.length !== Math.min(60, rows.count - first)) {
      throw new Error(`The window at ${first} has ${found.length} rows.`);
    }
  }
  return worst;
}

function peakMegabytes(): number {
  return process.resourceUsage().maxRSS / 1024;
}

if (require.main === module) {
  void main(JSON.parse(process.argv[2] ?? '') as StoreTask).then((report) =>
    console.log(JSON.stringify(report)),
  );
}
