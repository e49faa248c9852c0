import { neverCancelled } from '../../src/base/cancelSignal';
import { asStored } from '../../src/core/results/arrangement';
import type { StoredRows } from '../../src/core/query/storedRows';
import { ArrangedRows } from '../../src/node/results/arrangedRows';
import { ResultFolder } from '../../src/node/results/resultFolder';
import { runRowJob } from '../../src/node/results/runRowJob';
import { rowThread } from '../support/storedResult';
import { makeScratchFolder } from '../support/workbench/scratchFolder';
import { readIntoStore, type StoreTask } from './storeProgram';

/** Megabytes at most while five million rows were sorted, and milliseconds of the longest time the process did not answer. */
export interface SortReport {
  readonly memory: number;
  readonly longestPause: number;
  /** Of 100 windows of the sorted rows. */
  readonly slowestWindow: number;
}

/** The columns of `bench_rows`; sorting looks at the types only. */
const types = [20, 25, 1700, 1184, 16, 25, 1082, 701, 25, 20];

let orders = 0;

/** Sorts a store by one column, in a thread, as the extension does. */
export async function sortStore(rows: StoredRows, column: number): Promise<ArrangedRows> {
  const path = `${rows.path}.order-${++orders}`;
  const columns = types.map((typeOid) => ({
    ...{ name: 'c', typeOid, typeModifier: -1, typeName: '', tableOid: 0, attributeNumber: 0 },
  }));
  const source = { rows: rows.count, bytes: rows.bytes, columns, order: undefined };
  const arrangement = { ...asStored, sort: [{ column, descending: false }] };
  const { count } = await runRowJob(
    { kind: 'arrange', rows: source, arrangement, path },
    { program: rowThread, stored: rows, signal: neverCancelled, progress: () => undefined },
  );
  return new ArrangedRows(rows, path, count);
}

/** Runs in a process of its own: memory is measured from ten thousand rows to five million. */
async function main(task: StoreTask): Promise<SortReport> {
  const scratch = makeScratchFolder('sort');
  const folder = new ResultFolder(scratch.path);
  try {
    const few = await readIntoStore(task, 'select * from bench_rows limit 10000', folder);
    (await sortStore(few, 5)).dispose();
    few.dispose();
    const rows = await readIntoStore(
      task,
      'select bench_rows.* from bench_rows, generate_series(1, 5)',
      folder,
    );
    const before = process.memoryUsage.rss() / 1024 / 1024;
    const pulse = new Pulse();
    const sorted = await sortStore(rows, 5);
    const longestPause = pulse.stop();
    const slowestWindow = await slowest(sorted);
    const report = { memory: pulse.mostMegabytes - before, longestPause, slowestWindow };
    sorted.dispose();
    rows.dispose();
    return report;
  } finally {
    folder.dispose();
    scratch.remove();
  }
}

/** Looks every few milliseconds how late it is, and how much memory there is. */
class Pulse {
  mostMegabytes = 0;
  private last = performance.now();
  private longest = 0;
  private readonly timer = setInterval(() => this.beat(), 5);

  stop(): number {
    clearInterval(this.timer);
    return this.longest;
  }

  private beat(): void {
    const now = performance.now();
    this.longest = Math.max(this.longest, now - this.last - 5);
    this.last = now;
    this.mostMegabytes = Math.max(this.mostMegabytes, process.memoryUsage.rss() / 1024 / 1024);
  }
}

async function slowest(rows: ArrangedRows): Promise<number> {
  let worst = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const first = (seed * 999_983 * 31) % rows.count;
    const start = performance.now();
    await rows.window({ first, count: 60, firstColumn: 0, columnCount: 10 }, 1203);
    worst = Math.max(worst, performance.now() - start);
  }
  return worst;
}

if (require.main === module) {
  void main(JSON.parse(process.argv[2] ?? '') as StoreTask).then((report) =>
    console.log(JSON.stringify(report)),
  );
}
