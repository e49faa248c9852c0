import path from 'node:path';
import { neverCancelled } from '../../src/base/cancelSignal';
import type { ResultColumn } from '../../src/core/query/session';
import type { StoredRows } from '../../src/core/query/storedRows';
import { type Arrangement, asStored } from '../../src/core/results/arrangement';
import { Connector } from '../../src/node/pg/connector';
import { ArrangedRows } from '../../src/node/results/arrangedRows';
import { RowFile } from '../../src/node/results/rowFile';
import { type JobRun, runRowJob } from '../../src/node/results/runRowJob';
import type { JobRows } from '../../src/node/results/scan/rowJob';
import type { TestServer } from './postgres';
import { passwords, profileFor } from './sessions';
import { sharedServer } from './sharedServer';
import { repositoryRoot } from './sourceFiles';
import { makeScratchFolder } from './workbench/scratchFolder';

/** The rows of a statement in a store of their own. */
export interface StoredResult {
  readonly rows: StoredRows;
  readonly columns: readonly ResultColumn[];
}

/** The program of the threads that work through rows. */
export const rowThread = path.join(repositoryRoot, 'out/src/node/results/scan/rowThread.js');

let orders = 0;

export async function storeResult(
  server: Pick<TestServer, 'host' | 'port' | 'user' | 'password'>,
  text: string,
  rows: StoredRows,
): Promise<StoredResult> {
  const connector = new Connector(profileFor(server), passwords(server.password));
  const session = await connector.openSession(neverCancelled);
  let columns: readonly ResultColumn[] = [];
  try {
    const sink = {
      columns: (described: readonly ResultColumn[]) => (columns = described),
      blocks: rows.append.bind(rows),
      notice: () => undefined,
    };
    await session.execute({ text, maxRows: Infinity, maxBytes: 1e13 }, sink, neverCancelled);
    return { rows, columns };
  } finally {
    await session.close();
    await connector.close();
  }
}

export function jobRows({ rows, columns }: StoredResult, order?: ArrangedRows): JobRows {
  return { rows: rows.count, bytes: rows.bytes, columns, order: order?.path };
}

export function jobRun({ rows }: StoredResult, different: Partial<JobRun> = {}): JobRun {
  return {
    program: rowThread,
    stored: rows,
    signal: neverCancelled,
    progress: () => undefined,
    ...different,
  };
}

/** Sorts and filters in a thread, as the extension does. */
export async function arrange(
  result: StoredResult,
  arrangement: Partial<Arrangement>,
  different: Partial<JobRun> = {},
): Promise<ArrangedRows> {
  const order = `${result.rows.path}.order-${++orders}`;
  const { count } = await runRowJob(
    { kind: 'arrange', rows: jobRows(result), arrangement: { ...asStored, ...arrangement }, path: order },
    jobRun(result, different),
  );
  return new ArrangedRows(result.rows, order, count);
}

/** Stores results in files of their own, which go away with the suite. Call it where the suite is described. */
export function resultStores(name: string) {
  const scratch = makeScratchFolder(name);
  const stores: RowFile[] = [];
  let server: TestServer;

  before(async () => {
    server = await sharedServer();
  });

  after(() => {
    stores.forEach((rows) => rows.dispose());
    scratch.remove();
  });

  return {
    folder: scratch.path,
    /** From the first test on. */
    get server() {
      return server;
    },
    store: (text: string): Promise<StoredResult> => {
      const rows = new RowFile(path.join(scratch.path, `${stores.length + 1}.rows`));
      stores.push(rows);
      return storeResult(server, text, rows);
    },
  };
}
