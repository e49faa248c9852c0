import { roleFacts } from '../../grants/grantFacts';
import type { RoleRule } from '../roleRule';

export const groupCanLogIn: RoleRule = {
  id: 'groupCanLogIn',
  run: (spec, facts) =>
    spec.groups.flatMap(({ name }, place) =>
      roleFacts(facts, name)?.login === true
        ? [
            {
              field: `groups.${String(place)}.name`,
              message: `${name} exists and can log in. It is used as it is; a group that nobody logs in as is easier to reason about.`,
            },
          ]
        : [],
    ),
};
