/** A line of EXPLAIN's text format: two spaces a level. */
export interface TextLine {
  readonly level: number;
  readonly text: string;
}

export function lineText({ level, text }: TextLine): string {
  return `${'  '.repeat(level)}${text}`;
}

/** The same lines, deeper. */
export function indented(lines: readonly TextLine[], by: number): readonly TextLine[] {
  return lines.map(({ level, text }) => ({ level: level + by, text }));
}

/** One line, or none where there is nothing to tell. */
export function property(label: string, value: string | number | undefined): readonly TextLine[] {
  return value === undefined ? [] : [{ level: 0, text: `${label}: ${value}` }];
}
