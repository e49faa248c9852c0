import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type KeptRun, readKeptRun } from '../../core/history/keptRun';
import type { StoredRows } from '../../core/query/storedRows';
import { copyRows, readRows } from './rowCopies';

export interface KeepLimits {
  /** Results of so many runs are kept; 0 for none. */
  readonly runs: number;
  /** Bytes of all of them. */
  readonly bytes: number;
}

/** A run that is over. */
export interface RunToKeep {
  readonly run: KeptRun;
  /** Those of each statement. */
  readonly rows: readonly (StoredRows | undefined)[];
  /** Whether they are still there. */
  readonly isThere: () => boolean;
}

/** A folder that was begun and not finished belongs to nobody after so many milliseconds. */
const abandoned = 60 * 60 * 1000;

/**
 * Results of the last runs, in a folder for each, named after the entry of the history. They are copies, apart from the
 * results that are open: these go away with their window.
 */
export class KeptResults {
  constructor(private readonly folder: string) {}

  /** The entries of the history whose results are here. */
  async ids(): Promise<ReadonlySet<string>> {
    const names = await readdir(this.folder).catch(() => []);
    return new Set(names.filter((name) => !name.endsWith(part)));
  }

  /**
   * Copies the rows of a run that is over, unless they are too many, and removes the oldest results.
   * @returns whether they were kept
   * @throws Error of the file system
   */
  async keep(id: string, { run, rows, isThere }: RunToKeep, limits: KeepLimits): Promise<boolean> {
    const bytes = rows.reduce((sum, each) => sum + (each?.bytes ?? 0), 0);
    if (limits.runs === 0 || bytes > limits.bytes || rows.every((each) => each === undefined)) {
      return false;
    }
    const begun = path.join(this.folder, `${id}${part}`);
    await mkdir(begun, { recursive: true, mode: 0o700 });
    let isWhole = false;
    try {
      for (const [index, each] of rows.entries()) {
        if (each && isThere()) {
          await copyRows(each, path.join(begun, `${index}.rows`));
        }
      }
      await writeFile(path.join(begun, runFile), JSON.stringify(run), { mode: 0o600 });
      // Rows that went away meanwhile may have been read as something else.
      isWhole = isThere();
      if (isWhole) {
        await rename(begun, path.join(this.folder, id));
      }
    } finally {
      if (!isWhole) {
        await rm(begun, { recursive: true, force: true });
      }
    }
    await this.retain(limits);
    return isWhole;
  }

  /** What is known of a run; undefined when its result is not kept any more. */
  async read(id: string): Promise<KeptRun | undefined> {
    const text = await readFile(path.join(this.folder, id, runFile), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : readKeptRun(text);
  }

  /** The rows of a statement, copied into a place for rows. @throws Error of the file system */
  async rows(id: string, statement: number, into: StoredRows): Promise<void> {
    await readRows(path.join(this.folder, id, `${statement}.rows`), into);
  }

  async delete(id: string): Promise<void> {
    await rm(path.join(this.folder, id), { recursive: true, force: true });
  }

  async clear(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Removes the oldest results until the rest is within the limits. */
  async retain({ runs, bytes }: KeepLimits): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    const found = await Promise.all(names.map((name) => this.look(name)));
    const newestFirst = found.sort((one, other) => other.changed - one.changed);
    let total = 0;
    let count = 0;
    for (const { name, changed, size } of newestFirst) {
      const isBegun = name.endsWith(part);
      const isKept = isBegun ? Date.now() - changed < abandoned : ++count <= runs && (total += size) <= bytes;
      if (!isKept) {
        await this.delete(name);
      }
    }
  }

  private async look(name: string) {
    const folder = path.join(this.folder, name);
    const changed = await stat(folder)
      .then(({ mtimeMs }) => mtimeMs)
      .catch(() => 0);
    const files = await readdir(folder).catch(() => []);
    const sizes = await Promise.all(
      files.map((file) =>
        stat(path.join(folder, file))
          .then(({ size }) => size)
          .catch(() => 0),
      ),
    );
    return { name, changed, size: sizes.reduce((sum, each) => sum + each, 0) };
  }
}

const part = '.part';
const runFile = 'run.json';
