import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { SandboxWindow } from '../../../src/node/sandbox/sandboxWindow';
import { eventually } from '../../support/eventually';
import { isAlive, TestSandbox } from '../../support/sandbox';
import { run } from '../../support/sessions';

describe('The life of the sandbox', () => {
  let sandbox: TestSandbox;

  before(async () => {
    sandbox = await TestSandbox.create();
  });

  after(() => sandbox.dispose());

  it('is one process for two windows that open it at the same moment', async () => {
    const said: string[] = [];
    const progress = (text: string) => void said.push(text);
    const windows = await Promise.all([sandbox.open({ progress }), sandbox.open({ progress })]);
    const [first, second] = await Promise.all(windows.map((window) => window.status()));
    assert.equal(first?.pid, second?.pid);
    assert.equal(first?.windows, 2);
    assert.deepEqual(first.cluster, { fresh: true, outdated: false });
    assert.deepEqual(said, ['Loading the sample data…']);
  });

  it('holds the sample, and says PostgreSQL 18', async () => {
    const session = await sandbox.session(await sandbox.open());
    assert.equal(Math.floor(session.server.version / 10_000), 18);
    const { rows } = await run(session, 'SELECT count(*) > 400 FROM core.customers');
    assert.deepEqual(rows, [['t']]);
    await session.close();
  });

  it('lies where only its user can enter', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const { place } = await sandbox.open();
    assert.equal(statSync(place.endpoint.host).mode & 0o777, 0o700);
    assert.equal(statSync(path.join(sandbox.folder, 'owner.json')).mode & 0o777, 0o600);
    assert.ok(`${place.endpoint.host}/.s.PGSQL.5432`.length <= 100);
  });

  it('goes on when one of its windows closes', async () => {
    const other = await sandbox.open();
    const before = (await other.status()).windows;
    (await sandbox.open()).close();
    assert.ok(await eventually(async () => (await other.status()).windows === before));
  });

  it('reports that it was killed, starts again, and keeps what was committed', async () => {
    const window = await sandbox.open();
    const session = await sandbox.session(window);
    await run(session, 'CREATE TABLE public.kept AS SELECT 42 AS answer');
    const lost = new Promise((resolve) => window.onDidLose(resolve));
    const pid = await sandbox.pid();
    process.kill(pid, 'SIGKILL');
    await lost;
    const again = await sandbox.open();
    assert.notEqual((await again.status()).pid, pid);
    const { rows } = await run(await sandbox.session(again), 'SELECT answer FROM public.kept');
    assert.deepEqual(rows, [['42']]);
  });

  it('throws everything away on reset, and tells the sessions', async () => {
    const window = await sandbox.open();
    const session = await sandbox.session(window);
    await run(session, 'DROP SCHEMA marts CASCADE');
    const lost = new Promise<string>((resolve) => session.onDidLose(resolve));
    const status = await window.reset();
    assert.match(await lost, /The sandbox is being reset/);
    assert.equal(status.cluster.fresh, true);
    const { rows } = await run(
      await sandbox.session(window),
      "SELECT count(*) > 5 FROM pg_class WHERE relnamespace = 'marts'::regnamespace",
    );
    assert.deepEqual(rows, [['t']]);
  });

  it('notices data of another version', async () => {
    await stopped(await sandbox.open());
    const marker = path.join(sandbox.folder, 'cluster.json');
    const text = await readFile(marker, 'utf8');
    await writeFile(marker, JSON.stringify({ ...JSON.parse(text), sample: 'another' }));
    assert.deepEqual((await (await sandbox.open()).status()).cluster, { fresh: false, outdated: true });
  });

  it('begins anew where the first start did not come to its end', async () => {
    await stopped(await sandbox.open());
    await rm(path.join(sandbox.folder, 'cluster.json'));
    assert.equal((await (await sandbox.open()).status()).cluster.fresh, true);
  });

  it('says that damaged data cannot be opened, and resets them', async () => {
    await stopped(await sandbox.open());
    await rm(path.join(sandbox.folder, 'data/global'), { recursive: true });
    await assert.rejects(sandbox.open(), /cannot be started.*reset it/s);
    assert.equal((await (await sandbox.open({ reset: true })).status()).cluster.fresh, true);
  });

  it('listens on a loopback port where there are no Unix sockets, and lets nobody in without the token', async () => {
    await stopped(await sandbox.open());
    const window = await sandbox.open({ overTcp: true });
    assert.equal(window.place.endpoint.host, '127.0.0.1');
    const session = await sandbox.session(window);
    assert.deepEqual((await run(session, 'SELECT 1')).rows, [['1']]);
    const stranger = { ...window.place, token: 'guessed' };
    await assert.rejects(SandboxWindow.open(stranger, 'stranger', neverCancelled), /authentication failed/);
    await session.close();
    await stopped(window);
  });

  it('takes its data along when it is removed', async () => {
    const window = await sandbox.open();
    const pid = await sandbox.pid();
    await window.remove();
    assert.ok(await eventually(() => Promise.resolve(!isAlive(pid))));
    assert.deepEqual(readdirSync(sandbox.folder), ['last-end.txt']);
  });

  it('leaves nothing running and nothing lying about when the last window closes', async () => {
    const window = await sandbox.open();
    const pid = await sandbox.pid();
    const { host } = window.place.endpoint;
    sandbox.closeWindows();
    assert.ok(await eventually(() => Promise.resolve(!isAlive(pid))));
    assert.equal(existsSync(host), false);
    assert.deepEqual(readdirSync(sandbox.folder).sort(), ['cluster.json', 'data', 'last-end.txt']);
  });

  async function stopped(window: SandboxWindow): Promise<void> {
    const pid = await sandbox.pid();
    await window.stop();
    assert.ok(await eventually(() => Promise.resolve(!isAlive(pid))));
  }
});
