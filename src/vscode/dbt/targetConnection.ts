import * as vscode from 'vscode';
import { type ConnectionProfile, isLocalHost } from '../../core/connections/connectionProfile';
import { connectionOfTarget, type TargetConnection } from '../../core/dbt/profiles/connectionOfTarget';
import { type DbtTarget, passwordVariables } from '../../core/dbt/profiles/target';
import { isSetByWorkspace } from '../settings';
import type { DbtParts } from './dbtParts';
import { liesInWorkspace } from './dbtVariables';

/**
 * The connection of a target, whose password stays where dbt finds it. What a file of the workspace names counts as the
 * workspace's, also what its settings lead to: the user is then asked before a password goes to its host, and again before
 * another variable does.
 */
export function targetConnection(
  root: string,
  target: DbtTarget,
  parts: Pick<DbtParts, 'variables'>,
): TargetConnection {
  const made = connectionOfTarget(target);
  if (made.kind !== 'connection') {
    return made;
  }
  const isForeign = isOfWorkspace(root, target, parts);
  return {
    kind: 'connection',
    profile: {
      ...made.profile,
      scope: isForeign ? 'workspace' : 'user',
      password: 'dbt',
      dbtTarget: {
        ...{ profiles: target.place.file, profile: target.profile, target: target.name },
        ...(isForeign ? { variables: passwordVariables(target) } : {}),
      },
    },
  };
}

/** Whether a file of the workspace decides where a target leads: its profiles.yml, or what the settings of the workspace name. */
export function isOfWorkspace(
  root: string,
  { place }: DbtTarget,
  { variables }: Pick<DbtParts, 'variables'>,
): boolean {
  return (
    liesInWorkspace(place.file) ||
    variables.fromWorkspace(root) ||
    isSetByWorkspace('lakehouse.dbt.profilesDir', vscode.Uri.file(root))
  );
}

/** The connection of a target, or a sentence that says why there is none. */
export function connectionFor(
  root: string,
  target: DbtTarget,
  parts: Pick<DbtParts, 'variables'>,
): ConnectionProfile | string {
  const made = targetConnection(root, target, parts);
  switch (made.kind) {
    case 'connection':
      return made.profile;
    case 'otherAdapter':
      return made.type === undefined
        ? `The target ${target.name} names no adapter.`
        : `The target ${target.name} is of the adapter ${made.type}, not of PostgreSQL.`;
    case 'incomplete':
      return `The target ${target.name} has no usable ${made.fields.join(', ')}.`;
  }
}

/** The connection that leads where a target leads; undefined where there is none yet, and where there can be none. */
export function knownConnection(
  root: string,
  target: DbtTarget,
  parts: Pick<DbtParts, 'variables' | 'connections'>,
): ConnectionProfile | undefined {
  const wanted = targetConnection(root, target, parts);
  return wanted.kind === 'connection' ? sameConnection(wanted.profile, parts.connections) : undefined;
}

/** The connection of the settings that leads where a target leads, as the same user. */
export function sameConnection(
  profile: ConnectionProfile,
  { profiles }: DbtParts['connections'],
): ConnectionProfile | undefined {
  const { dbtTarget } = profile;
  const leads = profiles.filter(
    ({ host, port, database, user, ssh }) =>
      host === profile.host &&
      port === profile.port &&
      database === profile.database &&
      user === profile.user &&
      ssh === undefined,
  );
  return (
    leads.find(
      (each) =>
        dbtTarget !== undefined &&
        each.dbtTarget?.profiles === dbtTarget.profiles &&
        each.dbtTarget.profile === dbtTarget.profile &&
        each.dbtTarget.target === dbtTarget.target,
    ) ?? leads[0]
  );
}

/**
 * Whether a database of a connection is the very one that a target leads to, whoever the user is. Equal names are not enough.
 * @param name Undefined for the connection's own database
 */
export function isDatabaseOf(
  profile: Pick<ConnectionProfile, 'host' | 'port' | 'database' | 'ssh'>,
  name: string | undefined,
  target: Pick<ConnectionProfile, 'host' | 'port' | 'database'>,
): boolean {
  const isLocal = isLocalHost(profile.host) && isLocalHost(target.host);
  // Through a tunnel, localhost is another machine.
  const sameHost = isLocal ? profile.ssh === undefined : profile.host === target.host;
  return sameHost && profile.port === target.port && (name ?? profile.database) === target.database;
}
