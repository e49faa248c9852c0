import { CancelledError } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { type ConnectionProfile, describePlace } from '../../core/connections/connectionProfile';
import type { DbtTarget } from '../../core/dbt/profiles/target';
import type { DbtProjectState } from '../../core/dbt/view/dbtState';
import { displayName } from '../../core/explorer/displayName';
import { saveEntry, userTarget } from '../connections/profileSettings';
import { showInformation } from '../notices';
import type { DbtParts } from './dbtParts';
import { connectionFor, sameConnection } from './targetConnection';

/**
 * Makes a target a connection of the user's own settings. Its password is not copied: each login reads it where dbt does, and
 * only for the same host, port and user.
 * @throws UserError for a target that is not of PostgreSQL or not complete; CancelledError after a no
 */
export async function useTarget(
  { project }: DbtProjectState,
  target: DbtTarget,
  parts: DbtParts,
): Promise<void> {
  const profile = connectionFor(project.root, target, parts);
  if (typeof profile === 'string') {
    throw new UserError(profile);
  }
  const existing = sameConnection(profile, parts.connections);
  if (existing?.dbtTarget !== undefined) {
    await offer(existing.id, `${existing.name} is a connection already.`);
    return;
  }
  const id = await addTarget(profile, parts);
  await offer(
    id,
    `The target ${displayName(target.name)} is the connection ${displayName(profile.name)} now.`,
  );
}

/**
 * Writes the connection of a target into the user's settings, after a yes where a file of the workspace names its host. Says
 * nothing about it, so that whoever needs the connection can go on at once.
 * @returns the id of the connection
 * @throws CancelledError after a no
 */
export async function addTarget(
  profile: ConnectionProfile,
  { confirm }: Pick<DbtParts, 'confirm'>,
): Promise<string> {
  if (profile.scope !== 'user' && !(await confirm(question(profile)))) {
    throw new CancelledError();
  }
  return saveEntry(undefined, entryOf(profile), { name: profile.name, target: userTarget });
}

function question(profile: ConnectionProfile) {
  return {
    message: `Use ${displayName(profile.name)} as a connection to ${describePlace(profile)}?`,
    detail: `The target comes from a file of this workspace, not from one of yours. When you connect, the host receives the password that the file gives for it. TLS mode: ${profile.tls.mode}.`,
    yes: 'Use as Connection',
  };
}

/** The fields of the settings; what has its default is left out. */
function entryOf(profile: ConnectionProfile): Readonly<Record<string, unknown>> {
  const { tls, dbtTarget } = profile;
  const optional = {
    sslrootcert: tls.rootCertificate,
    sslcert: tls.certificate,
    sslkey: tls.key,
    role: profile.role,
    searchPath: profile.searchPath,
  };
  return {
    name: profile.name,
    ...{ host: profile.host, port: profile.port, database: profile.database, user: profile.user },
    sslmode: tls.mode,
    password: 'dbt',
    dbtTarget,
    environment: profile.environment,
    group: 'dbt',
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

async function offer(id: string, message: string): Promise<void> {
  const connect = 'Connect';
  if ((await showInformation(message, connect)) === connect) {
    const { commands } = await import('vscode');
    await commands.executeCommand('lakehouse.connections.connect', id);
  }
}
