import { roleFacts } from '../../grants/grantFacts';
import { actsFor, objectRights } from '../../grants/heldRights';
import type { ProtectionRule } from '../protectionRule';

/** A view reads with the rights of its owner, and an owner whom no policy binds shows everybody every row. */
export const viewPastRowSecurity: ProtectionRule = {
  id: 'viewPastRowSecurity',
  run: ({ way, table, viewOwner }, { grants, forced }) => {
    const held = objectRights(grants, { kind: 'relation', ...table });
    if (way !== 'maskingView' || held === undefined || !('relation' in held) || !held.relation.rowSecurity) {
      return [];
    }
    const owner = viewOwner ?? grants.user;
    const role = roleFacts(grants, owner);
    const isFree =
      role?.superuser === true ||
      role?.bypassRowSecurity === true ||
      (!forced && actsFor(grants, owner, held.owner));
    const seen = isFree
      ? `${owner}, the owner of the view, is not bound by it: every reader of the view sees all rows.`
      : `The view reads as ${owner}: the policies for ${owner} decide which rows its readers see, not their own.`;
    return [
      {
        field: 'viewOwner',
        message: `${table.schema}.${table.name} has row security. ${seen}${isFree ? ' Choose an owner that policies bind.' : ''}`,
      },
    ];
  },
};
