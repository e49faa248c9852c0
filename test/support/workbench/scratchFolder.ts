import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A temporary folder that goes away with `remove`, or when this process ends. */
export interface ScratchFolder {
  readonly path: string;
  remove(): void;
}

/** Of this process, those that are still there. */
const folders = new Set<string>();

export function makeScratchFolder(purpose: string): ScratchFolder {
  const folder = mkdtempSync(path.join(os.tmpdir(), `lakehouse-${purpose}-`));
  if (folders.size === 0) {
    process.once('exit', removeAll);
  }
  folders.add(folder);
  return { path: folder, remove: () => removeFolder(folder) };
}

function removeAll(): void {
  folders.forEach(removeFolder);
}

function removeFolder(folder: string): void {
  // A program that is just ending may still write into it.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  folders.delete(folder);
  if (folders.size === 0) {
    process.removeListener('exit', removeAll);
  }
}
