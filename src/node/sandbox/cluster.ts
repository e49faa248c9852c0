import { createHash } from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { isRecord } from '../../base/validate';
import { splitStatements } from '../../core/sql/splitStatements';
import { dataFolder, markerFile } from './clusterFiles';
import type { ClusterReport, EngineSettings } from './engineMessages';

/** What a cluster was made from. It is written last: a cluster without it was not finished and is made again. */
interface Marker {
  readonly engine: string;
  readonly sample: string;
}

/** Makes sure that there is a data directory. Answers what it is; `finish` is to be called when the sample is in it. */
export async function prepareCluster(
  settings: EngineSettings,
): Promise<ClusterReport & { readonly finish: () => Promise<void> }> {
  const { folder, programFolder, sampleFolder } = settings;
  const marker = markerFile(folder);
  const wanted: Marker = {
    engine: await versionOf(programFolder),
    sample: await digest(sampleFolder),
  };
  const found = await readMarker(marker);
  if (found !== undefined) {
    const outdated = found.engine !== wanted.engine || found.sample !== wanted.sample;
    return { fresh: false, outdated, finish: () => Promise.resolve() };
  }
  await fs.rm(dataFolder(folder), { recursive: true, force: true });
  await unpack(path.join(programFolder, 'cluster.br'), dataFolder(folder));
  const finish = () => fs.writeFile(marker, JSON.stringify(wanted), { mode: 0o600 });
  return { fresh: true, outdated: false, finish };
}

/** Half of the sample's usual amount, so that who clicks for the first time need not wait for long. */
const scale = '0.5';

/** Runs the files of the sample, statement by statement, in the order of their list. */
export async function loadSample(
  run: (statement: string) => Promise<unknown>,
  folder: string,
): Promise<void> {
  await run(`SELECT pg_catalog.set_config('lakehouse.scale', '${scale}', false)`);
  for (const text of await sampleTexts(folder)) {
    for (const statement of splitStatements(text)) {
      await run(statement.text);
    }
  }
}

/**
 * The archive of an empty cluster: four bytes with the length of a JSON list of paths and sizes, the list, and the bytes
 * of all files, compressed by Brotli. It saves the two seconds of initdb. See `scripts/support/sandboxPrograms.mjs`.
 */
async function unpack(archive: string, target: string): Promise<void> {
  const bytes = await promisify(brotliDecompress)(await fs.readFile(archive));
  const listEnd = 4 + bytes.readUInt32BE(0);
  const { folders, files } = JSON.parse(bytes.toString('utf8', 4, listEnd)) as Archive;
  await fs.mkdir(target, { recursive: true, mode: 0o700 });
  for (const folder of folders) {
    await fs.mkdir(path.join(target, folder), { recursive: true, mode: 0o700 });
  }
  const writes: Promise<void>[] = [];
  let offset = listEnd;
  for (const [name, size] of files) {
    writes.push(
      fs.writeFile(path.join(target, name), bytes.subarray(offset, offset + size), { mode: 0o600 }),
    );
    offset += size;
  }
  await Promise.all(writes);
}

interface Archive {
  readonly folders: readonly string[];
  readonly files: readonly (readonly [name: string, size: number])[];
}

async function versionOf(programFolder: string): Promise<string> {
  return (await fs.readFile(path.join(programFolder, 'version.txt'), 'utf8')).trim();
}

async function digest(sampleFolder: string): Promise<string> {
  const hash = createHash('sha256').update(scale);
  for (const text of await sampleTexts(sampleFolder)) {
    hash.update(text);
  }
  return hash.digest('hex');
}

async function sampleTexts(folder: string): Promise<readonly string[]> {
  const manifest: unknown = JSON.parse(await fs.readFile(path.join(folder, 'manifest.json'), 'utf8'));
  const files =
    isRecord(manifest) && Array.isArray(manifest['files']) ? (manifest['files'] as unknown[]) : [];
  return Promise.all(files.map((name) => fs.readFile(path.join(folder, String(name)), 'utf8')));
}

async function readMarker(file: string): Promise<Marker | undefined> {
  try {
    const value: unknown = JSON.parse(await fs.readFile(file, 'utf8'));
    const ok = isRecord(value) && typeof value['engine'] === 'string' && typeof value['sample'] === 'string';
    return ok ? (value as unknown as Marker) : undefined;
  } catch {
    return undefined;
  }
}
