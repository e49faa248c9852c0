import type { ProtectionRule } from './protectionRule';
import { clearTextStays } from './rules/clearTextStays';
import { guessableHash } from './rules/guessableHash';
import { stillSeen } from './rules/stillSeen';
import { viewPastRowSecurity } from './rules/viewPastRowSecurity';

/** The only list of rules about the protection of columns. */
export const protectionRules: readonly ProtectionRule[] = [
  stillSeen,
  viewPastRowSecurity,
  guessableHash,
  clearTextStays,
];
