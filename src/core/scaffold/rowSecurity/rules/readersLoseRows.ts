import { quoteIdentifier } from '../../../sql/quote';
import type { RowSecurityRule } from '../rowSecurityRule';

/** Whoever may read the table now and has no policy sees nothing from then on. */
export const readersLoseRows: RowSecurityRule = {
  id: 'readers-lose-rows',
  run: (spec, _, table) => {
    const reading = [
      ...spec.policies.map(({ command, restrictive, roles }) => ({ command, restrictive, roles })),
      ...table.policies.filter(({ name }) => !spec.policies.some((policy) => policy.name === name)),
    ].filter(({ command, restrictive }) => !restrictive && (command === 'ALL' || command === 'SELECT'));
    const named = new Set(reading.flatMap(({ roles }) => roles));
    const losing = [
      ...new Set(
        table.grants
          .filter(
            ({ privilege, grantee }) =>
              privilege === 'SELECT' && !(grantee !== undefined && named.has(grantee)),
          )
          .map(({ grantee }) => (grantee === undefined ? 'PUBLIC' : quoteIdentifier(grantee))),
      ),
    ];
    return table.rowSecurity || losing.length === 0 || reading.some(({ roles }) => roles.length === 0)
      ? []
      : [
          {
            message: `${losing.join(', ')} may read the table now and no policy names ${losing.length === 1 ? 'it' : 'them'}: from then on it looks empty to ${losing.length === 1 ? 'it' : 'them'}. Add a policy, such as every row for reading.`,
            field: 'policies',
          },
        ];
  },
};
