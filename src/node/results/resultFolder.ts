import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Disposable } from '../../base/disposable';
import type { StoredRows } from '../../core/query/storedRows';
import { RowFile } from './rowFile';

/** What tells the folders of one machine from those of another that shares the disk. */
const machine = os.hostname().replace(/[^A-Za-z0-9.-]/g, '_');

/**
 * Where this process keeps the rows of its results: a folder of its own, named after the machine and the process, so
 * that another process can tell whether anybody still needs it.
 */
export class ResultFolder implements Disposable {
  private readonly own: string;
  private files = 0;

  /** @param folder may be shared by many processes */
  constructor(private readonly folder: string) {
    this.own = path.join(folder, `${machine}~${process.pid}~${randomBytes(4).toString('hex')}`);
  }

  newRows(): StoredRows {
    return new RowFile(path.join(this.own, `${++this.files}.rows`));
  }

  /** Removes what processes of this machine have left behind that ended without doing so. Does not fail. */
  async removeLeftovers(): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    for (const name of names.filter(isLeftover)) {
      await rm(path.join(this.folder, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }

  dispose(): void {
    void rm(this.own, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isLeftover(name: string): boolean {
  const [itsMachine, processId] = name.split('~');
  return itsMachine === machine && Number(processId) !== process.pid && !isAlive(Number(processId));
}

/** A process of another user cannot be signalled, but is there (EPERM). */
function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
