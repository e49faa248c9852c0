import type { ConnectionProfile } from './connectionProfile';

/** Connections that stand together: those of a group, or one that is in none. */
export interface ConnectionSection {
  readonly group: string | undefined;
  readonly profiles: readonly ConnectionProfile[];
}

/** Where a connection is to stand in its settings file. */
export interface Move {
  /** The connection before which it goes; undefined for the end of the list. */
  readonly before: string | undefined;
  readonly group: string | undefined;
}

/** The connections as they are shown: in the order of the settings, a group where its first connection stands. */
export function arrangeConnections(profiles: readonly ConnectionProfile[]): readonly ConnectionSection[] {
  const sections: ConnectionSection[] = [];
  for (const profile of profiles) {
    const { group } = profile;
    const known = sections.findIndex((section) => group !== undefined && section.group === group);
    if (known < 0) {
      sections.push({ group, profiles: [profile] });
    } else {
      sections[known] = { group, profiles: [...(sections[known]?.profiles ?? []), profile] };
    }
  }
  return sections;
}

/**
 * Where a step up or down brings a connection: past its neighbour in the group, or past a whole group when it is in none.
 * Undefined where there is no neighbour in the same settings file.
 */
export function stepMove(
  profiles: readonly ConnectionProfile[],
  id: string,
  direction: 'up' | 'down',
): Move | undefined {
  const moved = profiles.find((each) => each.id === id);
  if (!moved) {
    return undefined;
  }
  const list = profiles.filter((each) => sameList(each, moved));
  const heads = headsAround(list, moved);
  const at = heads.findIndex((each) => each.id === id);
  const { group } = moved;
  if (direction === 'up') {
    const before = heads[at - 1];
    return before && { before: before.id, group };
  }
  const passed = heads[at + 1];
  // Right after the head of the neighbour, which may be the first of a group.
  return passed && { before: list[list.indexOf(passed) + 1]?.id, group };
}

/** Whether two connections stand in the same settings file, so that one can be moved before the other. */
export function sameList(one: ConnectionProfile, other: ConnectionProfile): boolean {
  return one.scope === other.scope && listPrefix(one) === listPrefix(other);
}

/** The neighbours among which a connection is moved: its group, or the first connections of all sections. */
function headsAround(
  list: readonly ConnectionProfile[],
  { group }: ConnectionProfile,
): readonly ConnectionProfile[] {
  const sections = arrangeConnections(list);
  const own = sections.find((section) => section.group === group);
  return group === undefined
    ? sections.flatMap(({ profiles }) => profiles.slice(0, 1))
    : (own?.profiles ?? []);
}

/** What precedes the ids of one folder's list. A user's id may hold a slash of its own. */
function listPrefix({ id, scope }: ConnectionProfile): string {
  return scope === 'workspaceFolder' ? id.slice(0, id.indexOf('/')) : '';
}
