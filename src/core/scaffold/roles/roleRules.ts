import type { RoleRule } from './roleRule';
import { closedOut } from './rules/closedOut';
import { creatorIsGroup } from './rules/creatorIsGroup';
import { foreignOwners } from './rules/foreignOwners';
import { groupCanLogIn } from './rules/groupCanLogIn';
import { loginWithoutGroup } from './rules/loginWithoutGroup';
import { powerfulRole } from './rules/powerfulRole';
import { rowSecurityHidesAll } from './rules/rowSecurityHidesAll';

/** The only list of rules about roles. */
export const roleRules: readonly RoleRule[] = [
  powerfulRole,
  groupCanLogIn,
  loginWithoutGroup,
  creatorIsGroup,
  foreignOwners,
  rowSecurityHidesAll,
  closedOut,
];
