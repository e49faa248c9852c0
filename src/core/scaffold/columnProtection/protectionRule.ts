import type { ScaffoldWarning } from '../scaffold';
import type { ProtectionFacts } from './protectionFacts';
import type { ProtectionSpec } from './protectionSpec';

/** Something about the protection of columns that may be unwanted, though it can be run. */
export interface ProtectionRule {
  readonly id: string;
  run(spec: ProtectionSpec, facts: ProtectionFacts): readonly Omit<ScaffoldWarning, 'rule'>[];
}
