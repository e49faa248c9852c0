import { withoutColors } from './withoutColors';

/** So much of what dbt printed is shown; the rest is in its log. */
const longest = 600;

/**
 * What dbt says about why it failed: the lines after its last error, without times and colours. dbt prints a line for each
 * thing that it does before.
 */
export function dbtFailure(printed: string): string {
  const lines = withoutColors(printed)
    .split(/\r?\n/)
    .map((line) => line.replace(/^\d{2}:\d{2}:\d{2}(\.\d+)?\s+/, '').trim())
    .filter((line) => line !== '' && !/^(Done\.|Completed with|Finished running)/.test(line));
  const from = lines.findLastIndex((line) => /\b(Error|error:|Encountered an error)\b/.test(line));
  const said = (from < 0 ? lines.slice(-3) : lines.slice(from)).join(' ');
  return said === '' ? 'It printed nothing.' : `It says: ${said.slice(0, longest)}`;
}
