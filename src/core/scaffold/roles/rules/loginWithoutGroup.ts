import type { RoleRule } from '../roleRule';

export const loginWithoutGroup: RoleRule = {
  id: 'loginWithoutGroup',
  run: (spec, facts) =>
    spec.logins.flatMap(({ name, groups }, place) =>
      groups.length === 0 && !facts.memberships.some((each) => each.member === name)
        ? [
            {
              field: `logins.${String(place)}.groups`,
              message: `${name} is a member of no group, so it can read nothing. Choose its groups.`,
            },
          ]
        : [],
    ),
};
