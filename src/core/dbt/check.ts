import type { DbtFinding, DbtSeverity } from './finding';

/**
 * One thing that can be wrong with a dbt project. A check is a file in `checks/static`, `checks/live` or `checks/cross`; each
 * folder has one list of them, which is the only registry. A test demands for each a fixture that triggers it and one that does not.
 */
export interface DbtCheck<Facts> {
  /** As the file: `misspelt-key`. */
  readonly id: string;
  /** A few words. */
  readonly title: string;
  /** Of what it finds at worst. */
  readonly severity: DbtSeverity;
  /** Why it matters and what dbt does there, for the list of findings and for the documentation. */
  readonly explanation: string;
  /** The command of dbt that would fail later, such as `dbt run`; undefined when none does. */
  readonly failsIn: string | undefined;
  run(facts: Facts): readonly DbtFinding[];
}
