import { dbtFailure } from './dbtFailure';

/** How a command of dbt ended that did not succeed. */
export interface FailedRun {
  readonly task: string;
  /** The nodes that failed in it, tests among them, by name. */
  readonly failed: readonly string[];
  /** What it printed, without secrets. */
  readonly printed: string;
}

/** So many names are said; the view marks them all. */
const mostNames = 3;

/** What failed, as a sentence or two: the nodes where dbt came to run them, else dbt's own words. */
export function runFailure({ task, failed, printed }: FailedRun): string {
  if (failed.length === 0) {
    return `dbt ${task} stopped before it ran anything. ${dbtFailure(printed)}`;
  }
  const more = failed.length - mostNames;
  const names = [...failed.slice(0, mostNames), ...(more > 0 ? [`${String(more)} more`] : [])];
  const listed =
    names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
  return `dbt ${task} failed for ${listed}. What it says stands in its terminal.`;
}
