import type { RoleRule } from '../roleRule';
import { schemaWishes } from '../groupGrants';

/** Row security without a policy for a role shows it no row and no error. */
export const rowSecurityHidesAll: RoleRule = {
  id: 'rowSecurityHidesAll',
  run: (spec, facts) =>
    spec.groups.flatMap((group, place) =>
      schemaWishes(group).flatMap(({ schema, field }) => {
        const hidden = facts.objects.filter(
          ({ target, relation, owner }) =>
            target.kind === 'relation' &&
            target.schema === schema &&
            relation?.rowSecurity === true &&
            !relation.partition &&
            owner !== group.name &&
            !relation.policyRoles.some((role) => role === 'public' || role === group.name),
        );
        const names = hidden.map(({ target }) => ('name' in target ? target.name : ''));
        return names.length === 0
          ? []
          : [
              {
                field: `groups.${String(place)}.${field}`,
                message: `Row security of ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' and others' : ''} in ${schema} has no policy for ${group.name}: it will see no rows there. Add a policy.`,
              },
            ];
      }),
    ),
};
