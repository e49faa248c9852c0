import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { startPostgres, type TestServer } from '../support/postgres';
import { repositoryRoot } from '../support/sourceFiles';
import { makeScratchFolder } from '../support/workbench/scratchFolder';

const execute = promisify(execFile);

/** The statement whose rows the figures read: a million of ten columns. */
export const millionRows = 'select * from bench_rows';

/** Makes the table on a server of its own, for as long as the work takes. */
export async function withMillionRows<T>(
  say: (line: string) => void,
  work: (server: TestServer) => Promise<T>,
): Promise<T> {
  const server = await startPostgres({ major: 18 });
  try {
    say('Making a table of a million rows');
    await server.query(`CREATE TABLE bench_rows AS
      SELECT n AS id, 'customer ' || n AS name, (n * 1.25)::numeric(15,2) AS amount, now() AS at, n % 2 = 0 AS active,
             md5(n::text) AS hash, current_date - n % 1000 AS day, n / 7.0::float8 AS ratio,
             CASE WHEN n % 3 = 0 THEN NULL ELSE 'note ' || n END AS note, n % 50 AS branch
        FROM generate_series(1, 1000000) AS n`);
    await server.query('VACUUM ANALYZE bench_rows');
    return await work(server);
  } finally {
    await server.dispose();
  }
}

/** Gives work a folder that is removed afterwards. */
export async function withScratch<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
  const scratch = makeScratchFolder(name);
  try {
    return await work(scratch.path);
  } finally {
    scratch.remove();
  }
}

/** Runs a command of psql that copies rows; answers with its milliseconds. */
export function timedPsql({ host, port, user, password }: TestServer, command: string): Promise<number> {
  const target = `host=${host} port=${port} user=${user} dbname=postgres`;
  return timed(() =>
    execute('psql', ['-X', '-q', '-d', target, '-c', command], {
      env: { ...process.env, PGPASSWORD: password },
    }),
  );
}

/** Runs a program of this folder several times, each in a process of its own, with a task; answers with what they print. */
export async function reports<T>(
  name: string,
  { host, port, user, password }: TestServer,
  { launches, say, more }: { launches: number; say: (line: string) => void; more?: object },
): Promise<readonly T[]> {
  const program = path.join(repositoryRoot, 'out/test/bench', `${name}.js`);
  const task = JSON.stringify({ host, port, user, password, ...more });
  const found: T[] = [];
  for (let launch = 1; launch <= launches; launch++) {
    say(`${name} ${launch} of ${launches}`);
    const { stdout } = await execute(process.execPath, [program, task]);
    found.push(JSON.parse(stdout) as T);
  }
  return found;
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
