import { writeRelationName } from '../../relationName';
import type { RowSecurityRule } from '../rowSecurityRule';

export const membershipHasPolicies: RowSecurityRule = {
  id: 'membership-has-policies',
  run: ({ policies }, { members }) =>
    policies.flatMap(({ rule }, place) => {
      const table =
        rule.kind === 'membership'
          ? members.find((each) => writeRelationName(each) === writeRelationName(rule.members))
          : undefined;
      return table?.rowSecurity === true
        ? [
            {
              message: `${writeRelationName(table)} has row level security itself, so only the members count whom the role may see there; and policies that read each other are refused as infinite recursion.`,
              field: `policies.${String(place)}.members`,
            },
          ]
        : [];
    }),
};
