import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { connectionOfTarget, type TargetConnection } from '../../core/dbt/profiles/connectionOfTarget';
import type { DbtTarget } from '../../core/dbt/profiles/target';
import type { DbtParts } from './dbtParts';
import { liesInWorkspace } from './dbtVariables';

/**
 * The connection of a target, whose password stays where dbt finds it. What a file of the workspace names counts as the
 * workspace's, so that the user is asked before a password goes to its host.
 */
export function targetConnection(
  root: string,
  target: DbtTarget,
  { variables }: Pick<DbtParts, 'variables'>,
): TargetConnection {
  const made = connectionOfTarget(target);
  if (made.kind !== 'connection') {
    return made;
  }
  const { file } = target.place;
  return {
    kind: 'connection',
    profile: {
      ...made.profile,
      scope: liesInWorkspace(file) || variables.fromWorkspace(root) ? 'workspace' : 'user',
      password: 'dbt',
      dbtTarget: { profiles: file, profile: target.profile, target: target.name },
    },
  };
}

/** The same, or a sentence that says why there is none. */
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
