import { longestName, nameBytes } from '../../sql/name';

/** What stands in a pattern for names, and what takes its place. */
export type NameParts = Readonly<Record<string, string>>;

/**
 * A name by a pattern such as `{table}_{period}`. The table's part is cut where the name would be too long, so that the
 * end, which tells partitions apart, stays. What stands in braces and is no part stays as it is.
 */
export function patternName(pattern: string, parts: NameParts): string {
  const fill = (table: string): string =>
    pattern.replace(/\{(\w+)\}/g, (whole, part: string) =>
      part === 'table' ? table : Object.hasOwn(parts, part) ? (parts[part] ?? whole) : whole,
    );
  const whole = parts['table'] ?? '';
  const characters = Array.from(whole);
  for (let kept = characters.length; kept > 0; kept--) {
    const name = fill(characters.slice(0, kept).join(''));
    if (nameBytes(name) <= longestName) {
      return name;
    }
  }
  return fill(characters[0] ?? '');
}

/** The names that occur more than once. */
export function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, place) => names.indexOf(name) !== place))];
}
