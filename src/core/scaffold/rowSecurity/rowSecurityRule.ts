import type { ScaffoldWarning } from '../scaffold';
import type { RowSecurityFacts, TableFacts } from './rowSecurityFacts';
import type { RowSecuritySpec } from './rowSecuritySpec';

/** Something that may be unwanted. A rule is a file, listed in `rowSecurityRules.ts`. */
export interface RowSecurityRule {
  /** As the file: `readers-lose-rows`. */
  readonly id: string;
  run(
    spec: RowSecuritySpec,
    facts: RowSecurityFacts,
    table: TableFacts,
  ): readonly Omit<ScaffoldWarning, 'rule'>[];
}
