import { roleFacts } from '../../grants/grantFacts';
import type { RoleRule } from '../roleRule';

/** Default privileges are about who runs CREATE TABLE, not about the groups that he belongs to. */
export const creatorIsGroup: RoleRule = {
  id: 'creatorIsGroup',
  run: (spec, facts) =>
    spec.creators.flatMap((name) => {
      const members = facts.memberships
        .filter((each) => each.role === name && !actsAs(each.member))
        .map(({ member }) => member)
        .filter((member) => !spec.creators.includes(member));
      return roleFacts(facts, name)?.login === false && members.length > 0
        ? [
            {
              field: 'creators',
              message: `${name} is a group: tables that its members (${members.join(', ')}) create belong to them, and are not granted. Name the members, or let them create as ${name}.`,
            },
          ]
        : [];

      function actsAs(member: string): boolean {
        return roleFacts(facts, member)?.settings.includes(`role=${name}`) === true;
      }
    }),
};
