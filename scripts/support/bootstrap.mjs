// @ts-check
/**
 * What every command needs before it can begin on a fresh clone: the dependencies, and Node 24. This file uses nothing
 * but Node's own modules, because nothing else may be there yet.
 */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, lstatSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';

export const root = path.resolve(
  import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname),
  '../..',
);

/** A sentence for the person at the keyboard; its stack is of no interest. */
export class Sentence extends Error {}

/**
 * Installs the dependencies when they are missing or outdated, and runs the calling script again under Node 24 when
 * this is an older one. Returns only in a process that may go on.
 */
export async function prepare() {
  await ensureDependencies();
  if (major(process.versions.node) >= 24) {
    addToPath(path.join(root, 'node_modules', '.bin'));
    return;
  }
  const node = installedNode();
  addToPath(path.dirname(node));
  process.exit(await run(node, process.argv.slice(1), { forwardSignals: true }));
}

/** Runs the main function of a script; an expected failure is one sentence, and the exit code says so. */
export async function main(work) {
  try {
    await prepare();
    process.exitCode = await work(process.argv.slice(2));
  } catch (error) {
    const expected = error instanceof Sentence || (error instanceof Error && error.name === 'UserError');
    console.error(expected ? error.message : error);
    process.exitCode = 1;
  }
}

/** Runs a program to its end, its output going where ours goes or into a file, and returns its exit code. */
export function run(
  program,
  args,
  { env = {}, forwardSignals = false, shell = false, cwd = root, output = undefined } = {},
) {
  return new Promise((resolve, reject) => {
    const file = output === undefined ? undefined : openSync(output, 'a');
    const stdio = file === undefined ? 'inherit' : ['ignore', file, file];
    const child = spawn(program, args, { cwd, shell, stdio, env: { ...process.env, ...env } });
    if (file !== undefined) {
      closeSync(file);
    }
    const forward = (signal) => child.kill(signal);
    // A terminal sends Ctrl+C to the child as well; this process only has to wait for it.
    const wait = () => undefined;
    if (forwardSignals) {
      process.on('SIGTERM', forward);
      process.on('SIGINT', wait);
    }
    child.once('error', (error) => reject(new Sentence(`${program} cannot be started: ${error.message}`)));
    child.once('close', (code) => {
      process.off('SIGTERM', forward);
      process.off('SIGINT', wait);
      resolve(code ?? 1);
    });
  });
}

/** Says what is about to be done, does it, and says how long it took. */
export async function step(what, work) {
  console.log(`\n▸ ${what}`);
  const start = performance.now();
  const result = await work();
  console.log(`  ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

async function ensureDependencies() {
  const why = whyInstall();
  if (why === undefined) {
    return;
  }
  const modules = path.join(root, 'node_modules');
  if (existsSync(modules) && lstatSync(modules).isSymbolicLink()) {
    console.log(`node_modules belongs to another checkout, so it is left as it is, although ${why}.`);
    return;
  }
  await step(`Installing the dependencies (npm ci), because ${why}`, async () => {
    // npm is a script on Windows, which only a shell starts.
    const code = await run('npm ci --no-audit --no-fund --loglevel=error', [], { shell: true });
    if (code !== 0) {
      throw new Sentence(
        'npm ci failed, so nothing can be built. Is the npm registry reachable? See the lines above.',
      );
    }
  });
}

/** The reason to install, as the end of a sentence; undefined when every locked package is there. */
function whyInstall() {
  const installedFile = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) {
    return 'node_modules is missing';
  }
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  const missing = Object.keys(wanted).find(
    (name) => name !== '' && !wanted[name].optional && installed[name]?.version !== wanted[name].version,
  );
  return missing === undefined ? undefined : `${missing} is missing or outdated`;
}

function installedNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = path.join(root, 'node_modules', 'node', 'bin', name);
  if (!existsSync(node)) {
    throw new Sentence(
      `Node 24 is missing: this is Node ${process.versions.node}, and npm did not run the install script of the ` +
        'package "node". Run "npm rebuild node", or use Node 24.',
    );
  }
  return node;
}

function addToPath(folder) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  process.env[key] = `${folder}${path.delimiter}${process.env[key] ?? ''}`;
}

function major(version) {
  return Number(version.split('.')[0]);
}
