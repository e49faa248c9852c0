import { quoteIdentifier } from '../../../sql/quote';
import type { RowSecurityRule } from '../rowSecurityRule';

export const bypassingRole: RowSecurityRule = {
  id: 'bypassing-role',
  run: ({ policies }, { roles }) =>
    policies.flatMap((policy, place) =>
      roles
        .filter(({ name, bypasses }) => bypasses && policy.roles.includes(name))
        .map(({ name }) => ({
          message: `${quoteIdentifier(name)} is a superuser or has BYPASSRLS: it sees every row, whatever the policies say.`,
          field: `policies.${String(place)}.roles`,
        })),
    ),
};
