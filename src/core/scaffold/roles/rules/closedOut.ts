import { inheritedFrom, isGranted } from '../../grants/heldRights';
import type { RoleRule } from '../roleRule';

/** Whoever could connect as one of everybody, and is nobody's member here, no longer can. */
export const closedOut: RoleRule = {
  id: 'closedOut',
  run: (spec, facts) => {
    const target = { kind: 'database', name: facts.database } as const;
    if (!spec.closeDatabase || !isGranted(facts, undefined, target, 'CONNECT')) {
      return [];
    }
    const groups = spec.groups.map(({ name }) => name);
    const logins = facts.roles.filter(({ name, login, superuser }) => {
      const joined = spec.logins.find((each) => each.name === name)?.groups ?? [];
      const through = [name, ...joined, ...inheritedFrom(facts, name).map((path) => path.at(-1) ?? '')];
      return (
        login &&
        !superuser &&
        !through.some((each) => groups.includes(each) || isGranted(facts, each, target, 'CONNECT'))
      );
    });
    const names = logins.map(({ name }) => name);
    return names.length === 0
      ? []
      : [
          {
            field: 'closeDatabase',
            message: `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${String(names.length - 5)} more` : ''} can then no longer connect to ${facts.database}. Make them members of a group, or leave the database open.`,
          },
        ];
  },
};
