import { parsePgpass } from '../pgpass';
import type { ImportedConnection, ImportRead } from './importedConnection';

/** The lines of a password file that name a host and a user; the password stays in the file. */
export function readPgpassConnections(text: string): ImportRead {
  const { value: entries, problems } = parsePgpass(text);
  const value: ImportedConnection[] = [];
  let open = 0;
  for (const { host, port, database, user } of entries) {
    if (host === undefined || user === undefined || database === 'replication') {
      open++;
      continue;
    }
    const draft = {
      host,
      ...(port === undefined ? {} : { port: Number(port) }),
      ...(database === undefined ? {} : { database }),
      user,
    };
    value.push({ name: `${user}@${host}`, draft, secret: { kind: 'pgpass' }, problems: [] });
  }
  return {
    value,
    problems: [
      ...problems.map(({ line, message }) => `Line ${String(line)}: ${message}`),
      ...(open === 0 ? [] : [`${String(open)} lines name no host or no user, or are for replication.`]),
    ],
  };
}
