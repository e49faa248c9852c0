import { spawn, type SpawnOptions } from 'node:child_process';

/**
 * Runs a program to its end and returns what it printed.
 * @throws Error with the program's own words when it fails or cannot be started.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: SpawnOptions & { readonly input?: string } = {},
): Promise<string> {
  const { input, ...spawnOptions } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...spawnOptions, stdio: ['pipe', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    const all: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => {
      output.push(chunk);
      all.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => all.push(chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    child.on('error', (error) => reject(new Error(`Cannot start ${program}: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) {
        resolve(Buffer.concat(output).toString('utf8'));
      } else {
        const said = Buffer.concat(all).toString('utf8').trim();
        reject(new Error(`${program} ended with ${signal ?? `code ${String(code)}`}.\n${said}`));
      }
    });
  });
}
