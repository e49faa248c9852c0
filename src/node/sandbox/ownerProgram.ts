import { promises as fs } from 'node:fs';
import path from 'node:path';
import { removeCluster } from './clusterFiles';
import { beatInterval, OwnerLock } from './lockFile';
import { Owner, type OwnerSettings } from './owner';
import { lockFileName, type OwnerLine } from './ownerLines';

/**
 * The process that owns the sandbox, for all windows: a program of its own in the package. It writes lines of JSON to
 * its standard output until it is ready, and ends by itself.
 */

// Nobody reads what is written after the start.
process.stdout.on('error', () => undefined);

void main(JSON.parse(process.argv[2] ?? '{}') as OwnerSettings);

async function main(settings: OwnerSettings): Promise<void> {
  await fs.mkdir(settings.folder, { recursive: true, mode: 0o700 });
  const lock = await OwnerLock.claim(path.join(settings.folder, lockFileName));
  if (!lock) {
    say({ kind: 'other' });
    return;
  }
  const owner = new Owner(
    settings,
    (text) => say({ kind: 'progress', text }),
    (reason) => void leave(lock, settings, reason),
  );
  if (settings.reset === true) {
    await removeCluster(settings.folder);
  }
  const beat = setInterval(() => void keep(lock, owner), beatInterval);
  beat.unref();
  process.on('SIGTERM', () => void owner.close('The sandbox was stopped.'));
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);
  try {
    const endpoint = await owner.start();
    await lock.publish({ endpoint, token: owner.token });
    say({ kind: 'ready' });
  } catch (error) {
    say({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
    await owner.close('The sandbox cannot be started.');
  }
}

/** A lock that is no longer ours, or a socket that somebody tidied away, would let a second owner open the same data. */
async function keep(lock: OwnerLock, owner: Owner): Promise<void> {
  if (!(await lock.beat()) || !(await owner.isReachable())) {
    await owner.close('The lock or the socket of the sandbox was removed.');
  }
}

async function leave(lock: OwnerLock, { folder }: OwnerSettings, reason: string): Promise<void> {
  const line = `${new Date().toISOString()} ${reason}\n`;
  await fs.writeFile(path.join(folder, 'last-end.txt'), line).catch(() => undefined);
  await lock.release().catch(() => undefined);
  process.exit(0);
}

function say(line: OwnerLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
