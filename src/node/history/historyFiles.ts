import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Day } from '../../core/history/days';
import { type HistoryEntry, historyLine, readHistoryLine } from '../../core/history/historyEntry';

/** A file of the history goes up to so many bytes; then this process begins another. */
const fileLimit = 4 * 1024 * 1024;

/** `2026-11-21.1f3a5c7e9b.0001.jsonl`: the day, the writer, the number among those of the writer. */
const fileName = /^(\d{4}-\d{2}-\d{2})\.([0-9a-f]+)\.(\d+)\.jsonl$/;

export interface Retention {
  /** Whole days are removed that are older than this day. */
  readonly before: Day;
  /** The oldest files are removed until the rest is no larger. */
  readonly bytes: number;
}

/**
 * The history on the disk: files of one JSON line for each run, which are only ever appended to. Each process writes to
 * files of its own, so that windows do not wait for each other; whoever reads a day reads the files of all. A line that
 * was not written to its end is passed over. The files are for their owner alone.
 */
export class HistoryFiles {
  private readonly writer = randomBytes(5).toString('hex');
  private writing: Promise<void> = Promise.resolve();
  private current: { readonly day: Day; number: number; bytes: number } | undefined;
  /** The last write may have left half a line. */
  private isBroken = false;

  constructor(private readonly folder: string) {}

  /** Writes an entry; entries come in the order of the calls. @throws Error of the file system */
  append(day: Day, entry: HistoryEntry): Promise<void> {
    const written = this.writing.then(() => this.write(day, historyLine(entry)));
    this.writing = written.catch(() => undefined);
    return written;
  }

  /** The days of which there is something, the newest first. */
  async days(): Promise<readonly Day[]> {
    const days = new Set((await this.files()).map(({ day }) => day));
    return [...days].sort().reverse();
  }

  /** The entries of a day, of all windows, the newest first. */
  async read(day: Day): Promise<readonly HistoryEntry[]> {
    const entries: HistoryEntry[] = [];
    for (const { name } of (await this.files()).filter((file) => file.day === day)) {
      for (const line of (await this.text(name)).split('\n')) {
        const entry = readHistoryLine(line);
        if (entry) {
          entries.push(entry);
        }
      }
    }
    return entries.reverse().sort((one, other) => other.startedAt - one.startedAt);
  }

  /** Overwrites an entry with spaces where it stands, so that nothing of it is left, whoever else writes to the file. */
  async delete(day: Day, id: string): Promise<void> {
    for (const { name } of (await this.files()).filter((file) => file.day === day)) {
      const text = await this.text(name);
      let offset = 0;
      for (const line of text.split('\n')) {
        const bytes = Buffer.byteLength(line);
        if (line.includes(id) && readHistoryLine(line)?.id === id) {
          await blank(path.join(this.folder, name), offset, bytes);
          return;
        }
        offset += bytes + 1;
      }
    }
  }

  async clear(): Promise<void> {
    await this.writing;
    await this.remove(await this.files());
    this.current = undefined;
  }

  /** Removes what is too old or too much. */
  async retain({ before, bytes }: Retention): Promise<void> {
    const files = await this.files();
    await this.remove(files.filter(({ day }) => day < before));
    const kept = files.filter(({ day }) => day >= before);
    const sized = await Promise.all(kept.map(async (file) => ({ ...file, ...(await this.size(file.name)) })));
    const newestFirst = sized.sort(
      (one, other) => other.day.localeCompare(one.day) || other.changed - one.changed,
    );
    let total = 0;
    await this.remove(newestFirst.filter((file) => (total += file.bytes) > bytes));
  }

  private async write(day: Day, line: string): Promise<void> {
    const bytes = Buffer.byteLength(line) + 1;
    if (!this.current || this.current.day !== day) {
      this.current = { day, number: 1, bytes: 0 };
    } else if (this.current.bytes + bytes > fileLimit) {
      this.current.number++;
      this.current.bytes = 0;
    }
    const { current } = this;
    const number = String(current.number).padStart(4, '0');
    const file = path.join(this.folder, `${day}.${this.writer}.${number}.jsonl`);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    try {
      await appendFile(file, `${this.isBroken ? '\n' : ''}${line}\n`, { mode: 0o600 });
      this.isBroken = false;
      current.bytes += bytes;
    } catch (error) {
      this.isBroken = true;
      throw error;
    }
  }

  private async files(): Promise<readonly HistoryFile[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names
      .flatMap((name) => {
        const day = fileName.exec(name)?.[1];
        return day === undefined ? [] : [{ name, day }];
      })
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** Another window may remove a file at any time. */
  private text(name: string): Promise<string> {
    return readFile(path.join(this.folder, name), 'utf8').catch(() => '');
  }

  private async size(name: string): Promise<{ readonly bytes: number; readonly changed: number }> {
    const found = await stat(path.join(this.folder, name)).catch(() => undefined);
    return { bytes: found?.size ?? 0, changed: found?.mtimeMs ?? 0 };
  }

  private async remove(files: readonly HistoryFile[]): Promise<void> {
    for (const { name } of files) {
      await rm(path.join(this.folder, name), { force: true });
    }
  }
}

interface HistoryFile {
  readonly name: string;
  readonly day: Day;
}

async function blank(file: string, offset: number, bytes: number): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.write(Buffer.alloc(bytes, ' '), 0, bytes, offset);
  } finally {
    await handle.close();
  }
}
