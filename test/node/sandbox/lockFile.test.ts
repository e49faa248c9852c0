import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beatInterval, OwnerLock, readLock } from '../../../src/node/sandbox/lockFile';

const place = { endpoint: { host: '127.0.0.1', port: 1 }, token: 'secret' };

describe('The lock file of the sandbox', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lakehouse-lock-'));
    file = path.join(folder, 'owner.json');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is taken by one of many that try at once', async () => {
    const locks = await Promise.all(Array.from({ length: 20 }, () => OwnerLock.claim(file)));
    assert.equal(locks.filter((lock) => lock !== undefined).length, 1);
  });

  it('says where the owner listens, to its user only', async () => {
    const lock = await OwnerLock.claim(file);
    await lock?.publish(place);
    const reading = await readLock(file);
    assert.deepEqual(reading.kind === 'held' && reading.record.listening, place);
    assert.equal(await lock?.beat(), true);
    await lock?.release();
    assert.equal((await readLock(file)).kind, 'free');
  });

  it('is stale when its process is gone, and one of many takes it over', async () => {
    await leaveBehind({ pid: deadProcess() });
    assert.equal((await readLock(file)).kind, 'stale');
    const locks = await Promise.all(Array.from({ length: 5 }, () => OwnerLock.claim(file)));
    assert.equal(locks.filter((lock) => lock !== undefined).length, 1);
  });

  it('is stale when another process has the number of its owner', async () => {
    await leaveBehind({ pid: process.pid, age: 60 });
    assert.equal((await readLock(file)).kind, 'stale');
  });

  it('is held by an owner that was asleep and beats again', async () => {
    await leaveBehind({ pid: process.pid, age: 60 });
    const reading = readLock(file);
    setTimeout(() => void utimes(file, new Date(), new Date()), beatInterval / 2);
    assert.equal((await reading).kind, 'held');
  });

  it('is held by an owner on another machine while it beats', async () => {
    await leaveBehind({ pid: deadProcess(), machine: 'elsewhere' });
    assert.equal((await readLock(file)).kind, 'held');
    await leaveBehind({ pid: deadProcess(), machine: 'elsewhere', age: 60 });
    assert.equal((await readLock(file)).kind, 'stale');
  });

  it('tells an owner that its place was taken', async () => {
    const lock = await OwnerLock.claim(file);
    await leaveBehind({ pid: process.pid });
    assert.equal(await lock?.beat(), false);
    await lock?.release();
    assert.equal((await readLock(file)).kind, 'held');
  });

  it('is refused when others may read it', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    await leaveBehind({ pid: process.pid });
    await chmod(file, 0o644);
    await assert.rejects(readLock(file), /Others may read/);
  });

  const hostile: readonly [why: string, listening: unknown][] = [
    ['another machine', { endpoint: { host: 'evil.example', port: 5432 }, token: 'x' }],
    ['no token', { endpoint: { host: '127.0.0.1', port: 5432 } }],
    ['no port', { endpoint: { host: '127.0.0.1', port: 'x' }, token: 'x' }],
    ['no object', 'evil'],
  ];
  it('leads nowhere when its place cannot be that of a sandbox', async () => {
    const readings = hostile.map(async ([why, listening]) => {
      const own = path.join(folder, `${why}.json`);
      const text = JSON.stringify({ pid: process.pid, machine: os.hostname(), listening });
      await writeFile(own, text, { mode: 0o600 });
      return [why, (await readLock(own)).kind];
    });
    assert.deepEqual(
      await Promise.all(readings),
      hostile.map(([why]) => [why, 'stale']),
    );
  });

  async function leaveBehind(owner: { pid: number; machine?: string; age?: number }): Promise<void> {
    const { pid, machine = os.hostname(), age = 0 } = owner;
    await writeFile(file, JSON.stringify({ pid, machine, listening: place }), { mode: 0o600 });
    const beat = new Date(Date.now() - age * 1000);
    await utimes(file, beat, beat);
  }
});

function deadProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}
