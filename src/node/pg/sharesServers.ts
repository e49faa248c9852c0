import { randomUUID } from 'node:crypto';
import type { Backend } from './backend';
import { fetchRows } from './fetchRows';

/**
 * Who is asked, turn after turn. Others take and give back server connections in a rhythm of their own, and two clients
 * that merely alternate can fall into it: each then finds its own process again and again in transaction mode, too. This
 * order (Thue and Morse) has no rhythm.
 */
const turns = [0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0] as const;

/**
 * Whether a pooler gives its server connections to another client after each transaction: two clients of it meet in one
 * server process, one wanders between processes, or a process that one of them left has meanwhile worked for somebody
 * else. In session mode none of that happens, however busy the pooler is. Nothing is set on the server.
 * @throws ServerError, ConnectionLostError
 */
export async function sharesServers(first: Backend, second: Backend): Promise<boolean> {
  const mark = `/* ${randomUUID()} */`;
  const clients = [first, second];
  const homes: [string?, string?] = [];
  for (const turn of turns) {
    const client = clients[turn] ?? first;
    const other = homes[1 - turn];
    const [row] = await fetchRows(client, `${mark} ${lookSql}`, [other ?? null, mark]);
    const here = row?.[0] ?? '';
    const home = (homes[turn] ??= here);
    if (here !== home || here === other || row?.[1] === 't') {
      return true;
    }
  }
  return false;
}

/** A process of ours shows our last statement until somebody else has another one run there. */
const lookSql =
  'SELECT pg_catalog.pg_backend_pid(),' +
  ' EXISTS (SELECT FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = $1::pg_catalog.int4' +
  " AND a.query <> '' AND NOT pg_catalog.starts_with(a.query, $2::pg_catalog.text))";
