import type { GrantRule } from '../grantRule';
import { targetWords } from '../grantTarget';
import { rightSources } from '../heldRights';
import { sourceWords } from '../sourceWords';

/** A REVOKE takes away one way to a privilege, and there may be others. */
export const stillHeld: GrantRule = {
  id: 'stillHeld',
  run: (spec, facts) =>
    spec.changes.flatMap(({ change, role, target, privileges }, place) =>
      change === 'grant' || role === undefined
        ? []
        : privileges.flatMap((privilege) => {
            const left = rightSources(facts, role, target, privilege).find(
              ({ kind }) => kind !== 'granted' && kind !== 'owner' && kind !== 'columns',
            );
            return left === undefined
              ? []
              : [
                  {
                    field: `changes.${String(place)}.privileges`,
                    message: `${role} keeps ${privilege} on ${targetWords(target)}: ${sourceWords(left)}.`,
                  },
                ];
          }),
    ),
};
