/** One fact of a node, as a label and its text. */
export interface DetailLine {
  readonly label: string;
  readonly text: string;
}

/** The parts that there are, with commas between them. */
export function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}
