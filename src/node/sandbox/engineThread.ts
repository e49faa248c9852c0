import { promises as fs } from 'node:fs';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { serialize } from 'pg-protocol';
import { sandboxDatabase, sandboxUser } from '../../core/connections/sandbox';
import { loadSample, prepareCluster } from './cluster';
import { dataFolder } from './clusterFiles';
import { type EngineSettings, type FromEngine, maxUnsent, type ToEngine } from './engineMessages';

/**
 * The thread that runs PGlite: it is busy while a statement runs, and can only be stopped by being ended. It is a program
 * of its own in the package.
 */

const settings = workerData as EngineSettings;
const unsent = new Int32Array(settings.unsent);

/** PGlite writes 8 kB at a time; fewer and larger messages cost less. */
const blockBytes = 64 * 1024;

let blocks: Uint8Array[] = [];
let blockLength = 0;

void main().catch((error: unknown) => {
  say({ kind: 'broken', reason: error instanceof Error ? error.message : String(error) });
});

async function main(): Promise<void> {
  const cluster = await prepareCluster(settings);
  const database = await openDatabase();
  if (cluster.fresh) {
    say({ kind: 'progress', text: 'Loading the sample data…' });
    await loadSample((statement) => database.query(statement), settings.sampleFolder);
    await database.query('DISCARD ALL');
    await cluster.finish();
  }
  const greeting = await collect(database, startup());
  parentPort?.on('message', (order: ToEngine) => void obey(database, order));
  say({ kind: 'ready', greeting, cluster: { fresh: cluster.fresh, outdated: cluster.outdated } });
}

async function openDatabase(): Promise<PGlite> {
  const { programFolder, folder } = settings;
  const [wasm, data] = await Promise.all(
    ['pglite.wasm', 'pglite.data'].map((name) => fs.readFile(path.join(programFolder, name))),
  );
  const module = await compile(wasm ?? Buffer.alloc(0));
  return PGlite.create({
    dataDir: dataFolder(folder),
    database: sandboxDatabase,
    pgliteWasmModule: module,
    // The archive of an empty cluster stands in for initdb, which is not part of the package.
    initdbWasmModule: module,
    fsBundle: new Blob([data ?? Buffer.alloc(0)]),
  });
}

/** Node has it, but the types of Node do not. */
function compile(bytes: Uint8Array): Promise<object> {
  const { WebAssembly } = globalThis as unknown as {
    readonly WebAssembly: { compile(bytes: Uint8Array): Promise<object> };
  };
  return WebAssembly.compile(bytes);
}

async function obey(database: PGlite, order: ToEngine): Promise<void> {
  try {
    if (order.kind === 'close') {
      await database.close();
      say({ kind: 'closed' });
      return;
    }
    await database.execProtocolRawStream(order.bytes, { onRawData: pass });
    flush();
    say({ kind: 'done' });
  } catch (error) {
    flush();
    say({ kind: 'broken', reason: error instanceof Error ? error.message : String(error) });
  }
}

/** The bytes are a view of PGlite's memory, which goes on changing. */
function pass(data: Uint8Array): void {
  blocks.push(data.slice());
  blockLength += data.length;
  if (blockLength >= blockBytes) {
    flush();
  }
}

/** While a client takes nothing, the thread stands still: neither its memory nor the owner's grows with a result. */
function flush(): void {
  if (blockLength === 0) {
    return;
  }
  const bytes = Buffer.concat(blocks, blockLength);
  blocks = [];
  blockLength = 0;
  for (let waiting = Atomics.load(unsent, 0); waiting > maxUnsent; waiting = Atomics.load(unsent, 0)) {
    Atomics.wait(unsent, 0, waiting);
  }
  Atomics.add(unsent, 0, bytes.length);
  say({ kind: 'data', bytes });
}

async function collect(database: PGlite, message: Uint8Array): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  await database.execProtocolRawStream(message, { onRawData: (data) => void parts.push(data.slice()) });
  return Buffer.concat(parts);
}

function startup(): Uint8Array {
  return serialize.startup({ user: sandboxUser, database: sandboxDatabase });
}

function say(message: FromEngine): void {
  parentPort?.postMessage(message);
}
