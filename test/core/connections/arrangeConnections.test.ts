import assert from 'node:assert/strict';
import { arrangeConnections, stepMove } from '../../../src/core/connections/arrangeConnections';
import type { ConnectionProfile } from '../../../src/core/connections/connectionProfile';
import { readProfiles } from '../../../src/core/connections/readProfiles';

/** `a b/G c` is a list of three connections, of which `b` is in the group G; `|` begins the workspace's list. */
function profilesOf(text: string): readonly ConnectionProfile[] {
  const lists = text.split('|').map((part, index) => ({
    scope: index === 0 ? ('user' as const) : ('workspace' as const),
    label: '',
    idPrefix: '',
    value: part
      .trim()
      .split(' ')
      .map((each) => {
        const [id, group] = each.split('/');
        return { id, host: 'h', user: 'u', database: 'd', ...(group === undefined ? {} : { group }) };
      }),
  }));
  return readProfiles(lists).value;
}

const shown: readonly (readonly [string, string])[] = [
  ['a b c', 'a b c'],
  ['a b/G c d/G', 'a G(b d) c'],
  ['b/G a d/H c/G', 'G(b c) a H(d)'],
  ['a/G | b/G', 'G(a b)'],
];

/** Connections, the one that is moved, the direction, and before which one it goes (`end`), or `stays`. */
const steps: readonly (readonly [string, string, 'up' | 'down', string])[] = [
  ['a b c', 'b', 'up', 'a'],
  ['a b c', 'a', 'up', 'stays'],
  ['a b c', 'a', 'down', 'c'],
  ['a b c', 'b', 'down', 'end'],
  ['a b c', 'c', 'down', 'stays'],
  ['a x/G y/G b', 'b', 'up', 'x'],
  ['a x/G y/G b', 'a', 'down', 'y'],
  ['x/G a y/G', 'y', 'up', 'x'],
  ['x/G a y/G', 'x', 'down', 'end'],
  ['x/G a y/G', 'x', 'up', 'stays'],
  ['a | b c', 'b', 'up', 'stays'],
  ['a | b c', 'c', 'up', 'b'],
  ['a', 'gone', 'up', 'stays'],
];

describe('The order of connections', () => {
  for (const [profiles, expected] of shown) {
    it(`shows ${profiles} as ${expected}`, () => {
      const sections = arrangeConnections(profilesOf(profiles)).map((section) => {
        const ids = section.profiles.map(({ id }) => id).join(' ');
        return section.group === undefined ? ids : `${section.group}(${ids})`;
      });
      assert.equal(sections.join(' '), expected);
    });
  }

  for (const [profiles, id, direction, expected] of steps) {
    it(`moves ${id} ${direction} in ${profiles}: ${expected}`, () => {
      const all = profilesOf(profiles);
      const move = stepMove(all, id, direction);
      assert.equal(move ? (move.before ?? 'end') : 'stays', expected);
      assert.equal(move?.group, move && all.find((each) => each.id === id)?.group);
    });
  }
});
