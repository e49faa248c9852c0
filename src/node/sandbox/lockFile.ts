import { constants, promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isCount, isRecord } from '../../base/validate';
import { UserError } from '../../base/userError';
import type { SandboxEndpoint } from '../../core/connections/sandbox';

/** Who owns the sandbox, as the lock file says. */
export interface OwnerRecord {
  readonly pid: number;
  /** The name of the machine, or of the container: a process number means nothing elsewhere. */
  readonly machine: string;
  /** Undefined while the owner is still starting. */
  readonly listening: { readonly endpoint: SandboxEndpoint; readonly token: string } | undefined;
}

export type LockReading =
  | { readonly kind: 'free' }
  | { readonly kind: 'held'; readonly record: OwnerRecord }
  /** Left behind by a process that is gone. */
  | { readonly kind: 'stale'; readonly text: string };

/** How often an owner touches its lock file, in milliseconds. */
export const beatInterval = 2_000;

/** An owner that has not touched its file for so long is suspected to be gone. */
const silence = 15_000;

/** One who breaks a stale lock and dies over it holds up the others for so long. */
const breakerLife = 10_000;

/**
 * Looks who owns the sandbox. A process number alone proves nothing, because numbers are used again, and a machine that
 * slept has beaten late: so a suspect gets the time to beat once more.
 * @throws UserError when others may read the file, which holds the key to the sandbox
 */
export async function readLock(file: string): Promise<LockReading> {
  const first = await look(file);
  if (first === undefined) {
    return { kind: 'free' };
  }
  const { record } = first;
  if (record?.machine === os.hostname() && !isAlive(record.pid)) {
    return { kind: 'stale', text: first.text };
  }
  if (record !== undefined && first.age < silence) {
    return { kind: 'held', record };
  }
  await delay(beatInterval * 1.5);
  const second = await look(file);
  if (second === undefined) {
    return { kind: 'free' };
  }
  const beaten = second.text !== first.text || second.beatAt !== first.beatAt;
  return second.record !== undefined && beaten
    ? { kind: 'held', record: second.record }
    : { kind: 'stale', text: second.text };
}

/** The lock of the owner that this process is. */
export class OwnerLock {
  private text: string;

  private constructor(
    private readonly file: string,
    private record: OwnerRecord,
  ) {
    this.text = JSON.stringify(record);
  }

  /** Takes the lock; undefined when another process has it. Of several that try at once, one succeeds. */
  static async claim(file: string): Promise<OwnerLock | undefined> {
    for (let attempt = 0; attempt < 5; attempt++) {
      const lock = new OwnerLock(file, { pid: process.pid, machine: os.hostname(), listening: undefined });
      if (await createWhole(file, lock.text)) {
        return lock;
      }
      const reading = await readLock(file);
      if (reading.kind === 'held') {
        return undefined;
      }
      if (reading.kind === 'stale') {
        await breakStale(file, reading.text);
      }
    }
    return undefined;
  }

  /** Says where the owner listens. Readers see the old text or the new one, never a part. */
  async publish(listening: NonNullable<OwnerRecord['listening']>): Promise<void> {
    this.record = { ...this.record, listening };
    this.text = JSON.stringify(this.record);
    const fresh = asideOf(this.file);
    await fs.writeFile(fresh, this.text, { mode: 0o600 });
    await putInPlace(fresh, this.file);
  }

  /** Shows that the owner lives. False when the file is no longer ours: then the sandbox is somebody else's. */
  async beat(): Promise<boolean> {
    try {
      if ((await fs.readFile(this.file, 'utf8')) !== this.text) {
        return false;
      }
      const now = new Date();
      await fs.utimes(this.file, now, now);
      return true;
    } catch {
      return false;
    }
  }

  async release(): Promise<void> {
    const text = await fs.readFile(this.file, 'utf8').catch(() => undefined);
    if (text === this.text) {
      await fs.rm(this.file, { force: true });
    }
  }
}

interface Look {
  readonly text: string;
  readonly record: OwnerRecord | undefined;
  readonly beatAt: number;
  readonly age: number;
}

async function look(file: string): Promise<Look | undefined> {
  try {
    const stat = await fs.stat(file);
    if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
      throw new UserError(
        `Others may read ${file}, which holds the key to the sandbox. Delete the file, and close whatever gave it away.`,
      );
    }
    const text = await fs.readFile(file, 'utf8');
    return { text, record: parseRecord(text), beatAt: stat.mtimeMs, age: Date.now() - stat.mtimeMs };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

/** A file with a place that cannot be the sandbox's counts as one without an owner. */
function parseRecord(text: string): OwnerRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || !isCount(value['pid']) || typeof value['machine'] !== 'string') {
    return undefined;
  }
  const { pid, machine, listening } = value;
  if (listening === undefined) {
    return { pid, machine, listening };
  }
  const endpoint = isRecord(listening) ? listening['endpoint'] : undefined;
  const token = isRecord(listening) ? listening['token'] : undefined;
  if (!isRecord(endpoint) || typeof token !== 'string') {
    return undefined;
  }
  const { host, port } = endpoint;
  const local = typeof host === 'string' && (host === '127.0.0.1' || path.isAbsolute(host));
  return local && isCount(port)
    ? { pid, machine, listening: { endpoint: { host, port }, token } }
    : undefined;
}

/** Makes a file that has its whole content from the first moment on; false when there is one already. */
async function createWhole(file: string, text: string): Promise<boolean> {
  const fresh = asideOf(file);
  await fs.writeFile(fresh, text, { mode: 0o600 });
  try {
    await fs.link(fresh, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) {
      return false;
    }
    return await copyUnlessThere(fresh, file);
  } finally {
    await fs.rm(fresh, { force: true });
  }
}

/** For file systems without links. */
async function copyUnlessThere(from: string, to: string): Promise<boolean> {
  try {
    await fs.copyFile(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) {
      return false;
    }
    throw error;
  }
}

/** Windows refuses to replace a file that somebody reads at this very moment. */
async function putInPlace(fresh: string, file: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await fs.rename(fresh, file);
      return;
    } catch (error) {
      if (attempt === 10) {
        throw error;
      }
      await delay(50);
    }
  }
}

/** Removes the file that was seen to be stale, and never the one that another process has put in its place. */
async function breakStale(file: string, seen: string): Promise<void> {
  const breaker = `${file}.breaking`;
  if (!(await createWhole(breaker, String(process.pid)))) {
    const stat = await fs.stat(breaker).catch(() => undefined);
    if (stat && Date.now() - stat.mtimeMs > breakerLife) {
      await fs.rm(breaker, { force: true });
    }
    await delay(50);
    return;
  }
  try {
    const now = await fs.readFile(file, 'utf8').catch(() => undefined);
    if (now === seen) {
      await fs.rm(file, { force: true });
    }
  } finally {
    await fs.rm(breaker, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

function asideOf(file: string): string {
  return `${file}.${String(process.pid)}.${Math.random().toString(36).slice(2)}`;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
