import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A temporary folder that goes away with `remove`, or when this process ends. */
export interface ScratchFolder {
  readonly path: string;
  remove(): void;
}

export function makeScratchFolder(purpose: string): ScratchFolder {
  const folder = mkdtempSync(path.join(os.tmpdir(), `lakehouse-${purpose}-`));
  const remove = () => {
    process.removeListener('exit', remove);
    // A program that is just ending may still write into it.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  process.once('exit', remove);
  return { path: folder, remove };
}
