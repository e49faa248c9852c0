import type { GrantFacts } from '../grants/grantFacts';
import type { ScaffoldWarning } from '../scaffold';
import type { RolesSpec } from './rolesSpec';

/** Something about roles that may be unwanted, though it can be run. */
export interface RoleRule {
  readonly id: string;
  run(spec: RolesSpec, facts: GrantFacts): readonly Omit<ScaffoldWarning, 'rule'>[];
}
