import { UserError } from '../../base/userError';
import { type Move, sameList, stepMove } from '../../core/connections/arrangeConnections';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { type ExplorerNode, placeOf } from '../../core/explorer/nodes';
import { moveEntry } from '../connections/profileSettings';

/**
 * Moves the connection of a node one place up or down in the settings.
 * @throws UserError when the node is no connection
 */
export async function stepConnection(
  profiles: readonly ConnectionProfile[],
  node: ExplorerNode | undefined,
  direction: 'up' | 'down',
): Promise<void> {
  if (node?.kind !== 'connection') {
    throw new UserError('Select a connection in the Lakehouse sidebar first.');
  }
  const move = stepMove(profiles, node.profileId, direction);
  if (move) {
    await moveEntry(node.profileId, move);
  }
}

/**
 * Moves connections to where they were dropped: before a connection and into its group, at the end of a group, or out of
 * all groups.
 * @throws UserError between two settings files, whose lists are shown one after the other
 */
export async function dropConnections(
  profiles: readonly ConnectionProfile[],
  ids: readonly string[],
  target: ExplorerNode | undefined,
): Promise<void> {
  const move = moveTo(profiles, target);
  const before = profiles.find(({ id }) => id === move.before);
  const moved = profiles.filter(({ id }) => ids.includes(id) && id !== move.before);
  if (before && moved.some((each) => !sameList(each, before))) {
    throw new UserError(
      'These connections stand in different settings files, whose lists cannot be mixed. To move one to another file, edit it.',
    );
  }
  for (const { id } of moved) {
    await moveEntry(id, move);
  }
}

function moveTo(profiles: readonly ConnectionProfile[], target: ExplorerNode | undefined): Move {
  if (target?.kind === 'connectionGroup') {
    return { before: undefined, group: target.name };
  }
  const place = target && placeOf(target);
  const profile = place && profiles.find(({ id }) => id === place.profileId);
  return { before: profile?.id, group: profile?.group };
}
