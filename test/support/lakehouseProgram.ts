import { spawn } from 'node:child_process';
import path from 'node:path';
import type { TestServer } from './postgres';
import { repositoryRoot } from './sourceFiles';

/** How the program ended, and all that it wrote. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly said: string;
}

/** Runs the `lakehouse` that is shipped in a folder, with the PG* variables of a server. */
export async function lakehouseProgram(
  { server, database, folder }: { server: TestServer; database: string; folder: string },
  words: readonly string[],
): Promise<ProgramEnd> {
  const program = path.join(repositoryRoot, 'dist/cli/lakehouse.js');
  const child = spawn(process.execPath, [program, ...words], {
    cwd: folder,
    env: {
      ...process.env,
      PGHOST: server.host,
      PGPORT: String(server.port),
      PGUSER: server.user,
      PGPASSWORD: server.password,
      PGDATABASE: database,
      PGSSLMODE: 'disable',
    },
  });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, said };
}
