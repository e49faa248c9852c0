import type { RowSecurityRule } from '../rowSecurityRule';

export const policyForPublic: RowSecurityRule = {
  id: 'policy-for-public',
  run: ({ policies }) =>
    policies.flatMap(({ roles, restrictive, name }, place) =>
      roles.length === 0 && !restrictive
        ? [
            {
              message: `The policy ${name} lets rows through for every role, also for those that come later. Name the roles.`,
              field: `policies.${String(place)}.roles`,
            },
          ]
        : [],
    ),
};
