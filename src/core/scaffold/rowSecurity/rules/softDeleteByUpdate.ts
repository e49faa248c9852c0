import type { RowSecurityRule } from '../rowSecurityRule';

/**
 * An UPDATE that has a WHERE reads, so the new row must pass the policies for SELECT, too: whoever marks a row as deleted
 * is refused.
 */
export const softDeleteByUpdate: RowSecurityRule = {
  id: 'soft-delete-by-update',
  run: ({ policies }) => {
    const place = policies.findIndex(({ rule }) => rule.kind === 'softDelete');
    const hiding = policies[place];
    const writes = policies.some(
      ({ command, restrictive, roles }) =>
        !restrictive &&
        (command === 'ALL' || command === 'UPDATE') &&
        (hiding?.roles.length === 0 || roles.some((role) => hiding?.roles.includes(role))),
    );
    return hiding === undefined || !writes
      ? []
      : [
          {
            message:
              'Its roles cannot mark a row as deleted themselves: the new row must be visible to them, and PostgreSQL refuses it. Let another role do it, or a function with SECURITY DEFINER.',
            field: `policies.${String(place)}.template`,
          },
        ];
  },
};
