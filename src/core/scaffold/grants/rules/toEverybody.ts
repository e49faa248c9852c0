import type { GrantRule } from '../grantRule';
import { targetWords } from '../grantTarget';

export const toEverybody: GrantRule = {
  id: 'toEverybody',
  run: (spec) =>
    spec.changes.flatMap(({ change, role, target, privileges }, place) =>
      change === 'grant' && role === undefined
        ? [
            {
              field: `changes.${String(place)}.everybody`,
              message: `Every role, also each that is made later, gets ${privileges.join(', ')} on ${targetWords(target)}. Grant it to a group instead.`,
            },
          ]
        : [],
    ),
};
