/**
 * A text as one comment line. A comment ends with its line, so neither a line break nor a character that reorders or hides
 * text may come from a name.
 */
export function lineComment(text: string): string {
  return `-- ${text.replace(/[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, ' ')}`;
}
