import { quoteIdentifier } from '../../../sql/quote';
import type { RowSecurityRule } from '../rowSecurityRule';

/** A load that runs as the owner is subject to the policies, too. */
export const ownerLosesRows: RowSecurityRule = {
  id: 'owner-loses-rows',
  run: ({ force, policies }, _, { owner, ownerBypasses, forced, ownerLogins, policies: existing }) => {
    const named = [...policies, ...existing].some(
      ({ roles, restrictive }) => !restrictive && (roles.length === 0 || roles.includes(owner)),
    );
    return !force || forced || ownerBypasses || ownerLogins.length === 0 || named
      ? []
      : [
          {
            message: `The owner ${quoteIdentifier(owner)} becomes subject to the policies, and none names it: what loads the table as the owner is refused from then on. Add a policy for it, or load as a role with BYPASSRLS.`,
            field: 'force',
          },
        ];
  },
};
