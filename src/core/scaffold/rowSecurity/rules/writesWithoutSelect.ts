import type { RowSecurityRule } from '../rowSecurityRule';

export const writesWithoutSelect: RowSecurityRule = {
  id: 'writes-without-select',
  run: ({ policies }, _, table) => {
    const reading = [...policies, ...table.policies].filter(
      ({ command, restrictive }) => !restrictive && (command === 'ALL' || command === 'SELECT'),
    );
    return policies.flatMap(({ command, restrictive, roles, name }, place) =>
      restrictive ||
      command === 'ALL' ||
      command === 'SELECT' ||
      reading.some((other) => other.roles.length === 0 || other.roles.some((role) => roles.includes(role)))
        ? []
        : [
            {
              message: `The policy ${name} is for ${command}, and no policy lets its roles read: UPDATE and DELETE find no row then, and RETURNING is refused.`,
              field: `policies.${String(place)}.command`,
            },
          ],
    );
  },
};
