import { spawn } from 'node:child_process';

/** What libpq did. */
export type PsqlResult =
  { readonly ok: true; readonly output: string } | { readonly ok: false; readonly said: string };

/**
 * Runs one statement with the psql of this machine; undefined when there is none. Its environment has only what the test
 * gives it, and no file of a user's home.
 */
export function runPsql(
  text: string,
  environment: Readonly<Record<string, string>>,
): Promise<PsqlResult | undefined> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PG|HOME$)/.test(name));
  const nowhere = {
    PGSSLROOTCERT: '/nowhere',
    PGSSLCERT: '/nowhere',
    PGSSLCRL: '/nowhere',
    PGGSSENCMODE: 'disable',
  };
  return new Promise((resolve) => {
    const child = spawn('psql', ['-X', '-w', '-A', '-t', '-c', text], {
      env: { ...Object.fromEntries(inherited), ...nowhere, PGCONNECT_TIMEOUT: '20', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => {
      const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString('utf8').trim();
      resolve(code === 0 ? { ok: true, output: text(output) } : { ok: false, said: text(said) });
    });
  });
}
