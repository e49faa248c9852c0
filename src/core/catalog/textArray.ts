/** Writes strings as the text form of a `text[]` parameter. Source: PostgreSQL manual, "Array Input and Output Syntax". */
export function textArray(values: readonly string[]): string {
  const quoted = values.map((value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`);
  return `{${quoted.join(',')}}`;
}

/** Reads the text form of a one-dimensional array of texts; NULL elements are left out. */
export function textArrayOf(cell: string | null | undefined): readonly string[] {
  const values: string[] = [];
  for (const match of (cell ?? '').slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/gs)) {
    const [, quoted, plain] = match;
    if (quoted !== undefined) {
      values.push(quoted.replace(/\\(.)/gs, '$1'));
    } else if (plain !== undefined && plain.toUpperCase() !== 'NULL') {
      values.push(plain.replace(/\\(.)/gs, '$1'));
    }
  }
  return values;
}
