import { neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { checkDraft } from '../../core/connections/connectionForm';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { readEnvironment } from '../../core/connections/import/environmentConnection';
import { draftWithPasswordSource, importedFrom } from '../../core/connections/import/importedConnection';
import { normalizeUrl } from '../../core/connections/normalizeUrl';
import type { PasswordProvider } from '../../core/connections/passwordProvider';
import type { Session } from '../../core/query/session';
import { Connector } from '../pg/connector';
import { readPgpassPassword } from '../secrets/pgpassFile';

/**
 * Works on a session of the server that a connection URI names, or else the PG* variables; it is closed afterwards.
 * @throws UserError when no server is named, ConnectError; what the work throws
 */
export async function onCommandLineSession<T>(
  url: string | undefined,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { profile, passwords } = connectionOf(url);
  const connector = new Connector(profile, passwords);
  try {
    const session = await connector.openSession(neverCancelled);
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  } finally {
    await connector.close();
  }
}

function connectionOf(url: string | undefined): {
  readonly profile: ConnectionProfile;
  readonly passwords: PasswordProvider;
} {
  const read = url === undefined ? readEnvironment(process.env).value[0] : fromUrl(url);
  if (!read) {
    throw new UserError('Name the server by --url, or by PGHOST, PGDATABASE and PGUSER.');
  }
  const entry = {
    name: 'Command line',
    user: process.env['PGUSER'] ?? 'postgres',
    ...draftWithPasswordSource(read),
  };
  const { value: profile, problems } = checkDraft(entry);
  if (!profile) {
    throw new UserError(problems.map(({ message }) => message).join(' '));
  }
  const password = read.secret.kind === 'plain' ? read.secret.password : process.env['PGPASSWORD'];
  return {
    profile,
    passwords: {
      getPassword: async (wanted, reason) =>
        reason === 'rejected' ? undefined : (password ?? (await readPgpassPassword(wanted))),
    },
  };
}

function fromUrl(url: string) {
  const { value, problems } = normalizeUrl(url);
  if (value === undefined) {
    throw new UserError(problems.join(' '));
  }
  return importedFrom('Command line', value, problems);
}
