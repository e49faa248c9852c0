import type { ScaffoldWarning } from '../scaffold';
import type { GrantFacts } from './grantFacts';
import type { GrantsSpec } from './readGrants';

/** Something about changes of rights that may be unwanted, though it can be run. */
export interface GrantRule {
  readonly id: string;
  run(spec: GrantsSpec, facts: GrantFacts): readonly Omit<ScaffoldWarning, 'rule'>[];
}
