/** Starts a server and does nothing more: a test kills this process and looks whether the server goes too. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startPostgres } from './postgres';

async function main(): Promise<void> {
  const server = await startPostgres();
  const [pid] = (await readFile(path.join(server.dataDirectory, 'postmaster.pid'), 'utf8')).split('\n');
  process.send?.({ dataDirectory: server.dataDirectory, server: Number(pid) });
  setInterval(() => undefined, 60_000);
}

void main();
