/** Writes strings as the text form of a `text[]` parameter. Source: PostgreSQL manual, "Array Input and Output Syntax". */
export function textArray(values: readonly string[]): string {
  const quoted = values.map((value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`);
  return `{${quoted.join(',')}}`;
}
