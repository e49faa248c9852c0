// @ts-check
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const require = createRequire(import.meta.url);

/** The database of the sandbox; `src/core/connections/sandbox.ts` has the same name. */
const database = 'lakehouse';

/**
 * Builds the two programs of the sandbox into `dist/sandbox`, and puts beside them what PGlite needs: its WebAssembly, its
 * data, and the archive of an empty cluster, which saves initdb on the user's machine.
 */
export async function buildSandboxPrograms(root, dist, production) {
  const folder = path.join(dist, 'sandbox');
  const pglite = path.join(root, 'node_modules/@electric-sql/pglite');
  await mkdir(folder, { recursive: true });
  const result = await build({
    entryPoints: {
      owner: path.join(root, 'src/node/sandbox/ownerProgram.ts'),
      engine: path.join(root, 'src/node/sandbox/engineThread.ts'),
    },
    outdir: folder,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // The CommonJS of PGlite knows where it is without import.meta.
    alias: { '@electric-sql/pglite': path.join(pglite, 'dist/index.cjs') },
    minify: production,
    sourcemap: production ? false : 'inline',
    metafile: true,
    logLevel: 'warning',
  });
  for (const name of ['pglite.wasm', 'pglite.data']) {
    await cp(path.join(pglite, 'dist', name), path.join(folder, name));
  }
  const { version } = JSON.parse(await readFile(path.join(pglite, 'package.json'), 'utf8'));
  await writeFile(path.join(folder, 'version.txt'), `pglite ${version}\n`);
  await cp(await emptyCluster(root, version), path.join(folder, 'cluster.br'));
  return result;
}

/** Made once for each version of PGlite, and kept. */
async function emptyCluster(root, version) {
  const file = path.join(root, 'out', `sandbox-cluster-${version}.br`);
  if (!existsSync(file)) {
    const work = await mkdtemp(path.join(os.tmpdir(), 'lakehouse-cluster-'));
    try {
      const data = path.join(work, 'data');
      await makeCluster(data);
      await mkdir(path.dirname(file), { recursive: true });
      const fresh = `${file}.${process.pid}`;
      await writeFile(fresh, await pack(data));
      await rename(fresh, file);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  return file;
}

async function makeCluster(dataDir) {
  const { PGlite } = require('@electric-sql/pglite');
  const first = await PGlite.create({ dataDir, database: 'template1' });
  await first.exec(`ALTER DATABASE postgres RENAME TO ${database}`);
  await first.exec('CHECKPOINT');
  await first.close();
}

/** See `unpack` in `src/node/sandbox/cluster.ts` for the format. */
async function pack(data) {
  const folders = [];
  const files = [];
  const contents = [];
  for (const entry of (await readdir(data, { recursive: true })).sort()) {
    const name = entry.split(path.sep).join('/');
    if ((await stat(path.join(data, entry))).isDirectory()) {
      folders.push(name);
    } else {
      const content = await readFile(path.join(data, entry));
      files.push([name, content.length]);
      contents.push(content);
    }
  }
  const list = Buffer.from(JSON.stringify({ folders, files }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(list.length);
  const bytes = Buffer.concat([length, list, ...contents]);
  return promisify(brotliCompress)(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 9,
      // A window as large as the format allows: half of the cluster is a copy of the other half.
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}
