import { roleFacts } from '../../grants/grantFacts';
import type { RoleRule } from '../roleRule';

/** Grants say nothing about a role that may do everything. */
export const powerfulRole: RoleRule = {
  id: 'powerfulRole',
  run: (spec, facts) =>
    [...spec.groups.map(at('groups')), ...spec.logins.map(at('logins'))].flatMap(({ name, field }) => {
      const role = roleFacts(facts, name);
      const power =
        role?.superuser === true ? 'a superuser' : role?.bypassRowSecurity === true ? 'BYPASSRLS' : undefined;
      return power === undefined
        ? []
        : [
            {
              field,
              message:
                power === 'BYPASSRLS'
                  ? `${name} has BYPASSRLS: no row security holds it back. Take it away with ALTER ROLE … NOBYPASSRLS unless that is wanted.`
                  : `${name} is a superuser: it may do everything, whatever is granted here. Choose another role.`,
            },
          ];
    }),
};

function at(list: string) {
  return ({ name }: { readonly name: string }, place: number) => ({
    name,
    field: `${list}.${String(place)}.name`,
  });
}
