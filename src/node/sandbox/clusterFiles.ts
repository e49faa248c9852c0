import { promises as fs } from 'node:fs';
import path from 'node:path';

/** The data directory of PGlite inside the sandbox's folder. */
export function dataFolder(folder: string): string {
  return path.join(folder, 'data');
}

/** Says what a cluster was made from. */
export function markerFile(folder: string): string {
  return path.join(folder, 'cluster.json');
}

/** Forgets the data. The marker goes first, so that half of a removal is never taken for a cluster. */
export async function removeCluster(folder: string): Promise<void> {
  await fs.rm(markerFile(folder), { force: true });
  await fs.rm(dataFolder(folder), { recursive: true, force: true, maxRetries: 3 });
}
