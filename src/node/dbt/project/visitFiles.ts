import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import type { CancelSignal } from '../../../base/cancelSignal';

/** What tells whether a file was written since it was read. */
export interface FileState {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
}

/** What is to be done with a file. */
export interface FileVisit {
  readonly file: string;
  /** Whether its text is wanted, now that it is known when it was written. */
  readonly wants: (state: FileState) => boolean;
  /** @param text undefined where it was not wanted */
  readonly take: (state: FileState, text: string | undefined) => void;
}

/** Milliseconds after which others have their turn. */
const slice = 10;

/** A project of a thousand files takes a tenth of so many milliseconds; a disk on which it takes them all is slow. */
const usualPatience = 100;

/**
 * Looks at many small files. Files that cannot be read are passed over. Nine tenths of an asynchronous reading would go into the
 * asynchronous part of it, so files are read directly, for some milliseconds at a time; a disk that is slow is waited for.
 * @param patience how many milliseconds of reading count as a slow disk
 * @throws CancelledError after an abort
 */
export async function visitFiles(
  visits: readonly FileVisit[],
  signal: CancelSignal,
  patience = usualPatience,
): Promise<void> {
  let turn = performance.now();
  let waited = 0;
  for (const [at, visit] of visits.entries()) {
    const start = performance.now();
    if (start - turn > slice) {
      await breathe();
      turn = performance.now();
    }
    signal.throwIfAborted();
    const ready = readNow(visit);
    waited += performance.now() - start;
    ready?.();
    if (waited > patience) {
      await Promise.all(visits.slice(at + 1).map((each) => readLater(each, signal)));
      return;
    }
  }
}

/** Hands back what is left to do when the file was read, so that only the disk is timed. */
function readNow({ file, wants, take }: FileVisit): (() => void) | undefined {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found) {
      return undefined;
    }
    const state = { size: found.size, writtenAt: found.mtimeMs };
    const text = wants(state) ? readFileSync(file, 'utf8') : undefined;
    return () => {
      take(state, text);
    };
  } catch {
    return undefined;
  }
}

async function readLater(visit: FileVisit, signal: CancelSignal): Promise<void> {
  const ready = await readSlowly(visit).catch(() => undefined);
  signal.throwIfAborted();
  ready?.();
}

async function readSlowly({ file, wants, take }: FileVisit): Promise<() => void> {
  const { size, mtimeMs: writtenAt } = await stat(file);
  const state = { size, writtenAt };
  const text = wants(state) ? await readFile(file, 'utf8') : undefined;
  return () => {
    take(state, text);
  };
}
