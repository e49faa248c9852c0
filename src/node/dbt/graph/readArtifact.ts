import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import { isMissing } from '../project/listProjectFiles';

/** dbt writes an artifact in place, in a second at most: half a file that nobody has touched for so long stays half a file. */
const usualPatience = 10_000;
const pause = 50;

/** Larger than any manifest: a file of a gigabyte is none. */
const largest = 512 * 1024 * 1024;

/** The bytes of an artifact, and when it was written. */
export interface Artifact {
  readonly bytes: Buffer;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
}

/**
 * Reads an artifact of dbt whole, also while dbt is writing it: what was written to while it was read, or is not whole, is read
 * again. Undefined where there is no such file.
 * @param parse throws SyntaxError for half a file
 * @param patience how long a file that is not whole is read again, in milliseconds
 * @throws UserError when the file stays broken or cannot be read, CancelledError after an abort
 */
export async function readArtifact<Value>(
  file: string,
  parse: (artifact: Artifact) => Value | Promise<Value>,
  signal: CancelSignal,
  patience = usualPatience,
): Promise<Value | undefined> {
  let until = Date.now() + patience;
  let last: unknown;
  for (;;) {
    signal.throwIfAborted();
    try {
      const artifact = await readSteady(file);
      if (artifact) {
        until = Math.min(until, artifact.writtenAt + patience);
        return await parse(artifact);
      }
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      if (!(error instanceof SyntaxError)) {
        throw unreadable(file, error);
      }
      last = error;
    }
    if (Date.now() > until) {
      throw new UserError(`${file} is not whole. Run dbt once more, or delete the file.`, { cause: last });
    }
    await delay(pause);
  }
}

/** Undefined when the file changed while it was read. */
async function readSteady(file: string): Promise<Artifact | undefined> {
  const handle = await open(file, 'r');
  try {
    const before = await handle.stat();
    if (before.size > largest) {
      throw new UserError(`${file} is larger than 512 MB and is not read.`);
    }
    const bytes = Buffer.allocUnsafeSlow(before.size);
    const { bytesRead } = await handle.read(bytes, 0, before.size, 0);
    const after = await handle.stat();
    const steady =
      after.size === before.size && after.mtimeMs === before.mtimeMs && bytesRead === before.size;
    return steady ? { bytes, writtenAt: after.mtimeMs } : undefined;
  } finally {
    await handle.close();
  }
}

function unreadable(file: string, error: unknown): unknown {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM')
    ? new UserError(`${file} may not be read by you.`, { cause: error })
    : error;
}
