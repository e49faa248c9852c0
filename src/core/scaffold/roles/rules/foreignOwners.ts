import { actsFor } from '../../grants/heldRights';
import type { RoleRule } from '../roleRule';

/** dbt drops and renames what it rebuilds, which only the owner may. */
export const foreignOwners: RoleRule = {
  id: 'foreignOwners',
  run: (spec, facts) =>
    spec.groups.flatMap((group, place) => {
      if (group.kind !== 'dbt') {
        return [];
      }
      const foreign = facts.objects.filter(
        ({ target, owner, relation }) =>
          target.kind === 'relation' &&
          relation?.partition === false &&
          group.writes.includes(target.schema) &&
          !actsFor(facts, group.name, owner),
      );
      const [first] = foreign;
      if (first?.target.kind !== 'relation') {
        return [];
      }
      const { schema, name } = first.target;
      const more = foreign.length > 1 ? ` and ${String(foreign.length - 1)} more` : '';
      return [
        {
          field: `groups.${String(place)}.writes`,
          message: `${schema}.${name}${more} belongs to ${first.owner}: ${group.name} may read it, but dbt cannot rebuild it. Change its owner if dbt builds it.`,
        },
      ];
    }),
};
