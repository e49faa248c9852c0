import type { GrantRule } from './grantRule';
import { noUsage } from './rules/noUsage';
import { partitionGrant } from './rules/partitionGrant';
import { stillHeld } from './rules/stillHeld';
import { toEverybody } from './rules/toEverybody';

/** The only list of rules about changes of rights. */
export const grantRules: readonly GrantRule[] = [stillHeld, noUsage, partitionGrant, toEverybody];
