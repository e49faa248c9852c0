import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Day } from '../../core/history/days';
import type { Retention } from './historyFiles';

/** A longer plan is not kept, in UTF-16 units: its entry is, without it. */
const longestPlan = 64 * 1024 * 1024;

/** Bytes that a file may unpack to, so that a file from elsewhere cannot fill the memory. */
const largestPlan = 4 * longestPlan;

/** `2026-11-21.0b9c….plan.gz`: the day and the entry of the history. */
const fileName = /^(\d{4}-\d{2}-\d{2})\.([\w-]{1,64})\.plan\.gz$/;

/** A file that was begun and not finished. */
const part = '.part';
/** Milliseconds after which it belongs to nobody. */
const abandoned = 60 * 60 * 1000;

/**
 * The plans of the history: the server's answers, compressed, in a file for each entry, which is for its owner alone.
 */
export class KeptPlans {
  constructor(private readonly folder: string) {}

  /** The entries of the history whose plans are here. */
  async ids(): Promise<ReadonlySet<string>> {
    return new Set((await this.files()).map(({ id }) => id));
  }

  /** @returns whether it was kept. @throws Error of the file system */
  async keep(day: Day, id: string, answer: string): Promise<boolean> {
    if (answer.length > longestPlan) {
      return false;
    }
    const file = path.join(this.folder, `${day}.${id}.plan.gz`);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    try {
      await writeFile(`${file}${part}`, await compress(answer), { mode: 0o600 });
      await rename(`${file}${part}`, file);
    } catch (error) {
      await rm(`${file}${part}`, { force: true });
      throw error;
    }
    return true;
  }

  /** The server's answer; undefined when it is not kept any more, or cannot be read. */
  async read(id: string): Promise<string | undefined> {
    const file = (await this.files()).find((each) => each.id === id);
    const packed = file && (await readFile(path.join(this.folder, file.name)).catch(() => undefined));
    return packed && unpack(packed);
  }

  async delete(id: string): Promise<void> {
    await this.remove((await this.files()).filter((file) => file.id === id));
  }

  async clear(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Removes what is too old or too much, and what was begun long ago and never finished. */
  async retain({ before, bytes }: Retention): Promise<void> {
    const files = await this.files();
    for (const name of await readdir(this.folder).catch(() => [])) {
      if (name.endsWith(part) && Date.now() - (await this.look(name)).changed > abandoned) {
        await rm(path.join(this.folder, name), { force: true });
      }
    }
    await this.remove(files.filter(({ day }) => day < before));
    const kept = files.filter(({ day }) => day >= before);
    const sized = await Promise.all(kept.map(async (file) => ({ ...file, ...(await this.look(file.name)) })));
    const newestFirst = sized.sort((one, other) => other.changed - one.changed);
    let total = 0;
    await this.remove(newestFirst.filter((file) => (total += file.size) > bytes));
  }

  private async files(): Promise<readonly PlanFile[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names.flatMap((name) => {
      const [, day, id] = fileName.exec(name) ?? [];
      return day === undefined || id === undefined ? [] : [{ name, day, id }];
    });
  }

  /** Another window may remove a file at any time. */
  private async look(name: string): Promise<{ readonly changed: number; readonly size: number }> {
    const found = await stat(path.join(this.folder, name)).catch(() => undefined);
    return { changed: found?.mtimeMs ?? 0, size: found?.size ?? 0 };
  }

  private async remove(files: readonly PlanFile[]): Promise<void> {
    for (const { name } of files) {
      await rm(path.join(this.folder, name), { force: true });
    }
  }
}

interface PlanFile {
  readonly name: string;
  readonly day: Day;
  readonly id: string;
}

const compress = (text: string): Promise<Buffer> => promisify(gzip)(text);

async function unpack(packed: Buffer): Promise<string | undefined> {
  try {
    return (await promisify(gunzip)(packed, { maxOutputLength: largestPlan })).toString('utf8');
  } catch {
    return undefined;
  }
}
