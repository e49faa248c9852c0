/** The most bytes that a name can have. PostgreSQL cuts longer ones, which may make two names one. */
export const nameBytes = 63;

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
    if (byteLength(name) <= nameBytes) {
      return name;
    }
  }
  return fill(characters[0] ?? '');
}

/** Why PostgreSQL would not keep the name as it is; undefined when it would. */
export function nameProblem(name: string): string | undefined {
  return name === ''
    ? 'A name is missing.'
    : name.includes('\0')
      ? 'A name cannot hold the character NUL (code 0).'
      : byteLength(name) > nameBytes
        ? `The name ${name} has ${byteLength(name)} bytes. PostgreSQL cuts names after ${nameBytes}: choose a shorter one.`
        : undefined;
}

/** The names that occur more than once. */
export function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, place) => names.indexOf(name) !== place))];
}

function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
