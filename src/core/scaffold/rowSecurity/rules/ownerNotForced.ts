import { quoteIdentifier } from '../../../sql/quote';
import type { RowSecurityRule } from '../rowSecurityRule';

export const ownerNotForced: RowSecurityRule = {
  id: 'owner-not-forced',
  run: ({ force }, _, { ownerBypasses, ownerLogins }) =>
    force || ownerBypasses || ownerLogins.length === 0
      ? []
      : [
          {
            message: `No policy applies to the owner of the table, and ${ownerLogins.map(quoteIdentifier).join(', ')} can log in as it or for it.`,
            field: 'force',
          },
        ],
};
