import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CancelledError } from '../../../../src/base/cancelSignal';
import { UserError } from '../../../../src/base/userError';
import { runDbt } from '../../../../src/node/dbt/run/runDbt';
import { eventually } from '../../../support/eventually';
import { makeScratchFolder } from '../../../support/workbench/scratchFolder';

/** Starts a child of its own, prints both pids, and does not listen to an interrupt. */
const stubborn = `
  const { spawn } = require('node:child_process');
  process.on('SIGINT', () => console.log('interrupted'));
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
  console.log(JSON.stringify([process.pid, child.pid]));
  setInterval(() => {}, 1000);
`;

/** Starts a child that shares none of its streams and does not listen to an interrupt, to which it listens itself. */
const backgrounding = `
  const { spawn } = require('node:child_process');
  const code = "process.on('SIGINT', () => {}); process.send('ready'); setInterval(() => {}, 1000);";
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  child.on('message', () => console.log('started', child.pid));
  setInterval(() => {}, 1000);
`;

describe('running dbt', () => {
  const scratch = makeScratchFolder('run-dbt');
  after(() => scratch.remove());

  it('gives the words as they are, the output as it comes, and the exit code', async () => {
    const program = script(
      'words.js',
      'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 2;',
    );
    const words = ['--select', 'a b', '$(touch x)', "it's"];
    const { code, text } = await run([program, ...words]);
    assert.deepEqual(JSON.parse(text), words);
    assert.equal(code, 2);
  });

  it('ends the whole tree of processes when it is cancelled, also those that do not listen', async function () {
    this.timeout(60_000);
    const cancel = new AbortController();
    const running = run([script('stubborn.js', stubborn)], cancel.signal);
    const pids = () => JSON.parse(/\[.*\]/.exec(running.printed())?.[0] ?? '[]') as readonly number[];
    assert.ok(await eventually(() => Promise.resolve(pids().length === 2)));
    cancel.abort();
    await assert.rejects(running, CancelledError);
    assert.deepEqual(pids().map(isAlive), [false, false]);
  });

  it('ends what it started in the background, when it ends by itself at the interrupt', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const cancel = new AbortController();
    const running = run([script('parent.js', backgrounding)], cancel.signal);
    const pid = () => Number(/started (\d+)/.exec(running.printed())?.[1] ?? 0);
    assert.ok(await eventually(() => Promise.resolve(pid() > 0)));
    assert.ok(isAlive(pid()));
    cancel.abort();
    await assert.rejects(running, CancelledError);
    const isGone = await eventually(() => Promise.resolve(!isAlive(pid())));
    if (!isGone) {
      process.kill(pid(), 'SIGKILL');
    }
    assert.ok(isGone);
  });

  it('says which program is not there, and where to name one', async () => {
    await assert.rejects(
      runDbt(
        {
          program: path.join(scratch.path, 'none'),
          args: [],
          cwd: scratch.path,
          env: process.env,
          output: () => undefined,
        },
        new AbortController().signal,
      ),
      (error) => error instanceof UserError && error.message.includes('lakehouse.dbt.executable'),
    );
  });

  function script(name: string, code: string): string {
    mkdirSync(scratch.path, { recursive: true });
    const file = path.join(scratch.path, name);
    writeFileSync(file, code);
    return file;
  }

  function run(args: readonly string[], signal: AbortSignal = new AbortController().signal) {
    const printed: string[] = [];
    const work = runDbt(
      {
        program: process.execPath,
        args,
        cwd: scratch.path,
        env: process.env,
        output: (text) => printed.push(text),
        patience: 300,
      },
      signal,
    );
    const done = work.then((code) => ({ code, text: printed.join('') }));
    return Object.assign(done, { printed: () => printed.join('') });
  }
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
