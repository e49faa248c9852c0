import type { RowSecurityRule } from '../rowSecurityRule';

export const onlyRestrictive: RowSecurityRule = {
  id: 'only-restrictive',
  run: ({ policies }, _, table) =>
    [...policies, ...table.policies].some(({ restrictive }) => !restrictive)
      ? []
      : [
          {
            message:
              'All policies are restrictive, so nobody who is subject to them sees a row. Add one that lets rows through.',
            field: 'policies',
          },
        ],
};
