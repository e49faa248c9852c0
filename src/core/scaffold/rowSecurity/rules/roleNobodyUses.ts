import { quoteIdentifier } from '../../../sql/quote';
import type { RowSecurityRule } from '../rowSecurityRule';

export const roleNobodyUses: RowSecurityRule = {
  id: 'role-nobody-uses',
  run: ({ policies }, { roles }) =>
    policies.flatMap((policy, place) =>
      roles
        .filter(({ name, used, bypasses }) => !used && !bypasses && policy.roles.includes(name))
        .map(({ name }) => ({
          message: `${quoteIdentifier(name)} cannot log in, and no role that can is a member of it.`,
          field: `policies.${String(place)}.roles`,
        })),
    ),
};
