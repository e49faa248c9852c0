/**
 * Puts together the lines of JSON that a terminal broke at its width, also in the middle of a word. The line break and
 * what follows it of the same width move nothing: each break becomes a space outside of strings only where it must.
 * @returns undefined when the lines do not look broken.
 */
export function withoutWraps(text: string): string | undefined {
  const lines = text.split('\n');
  const width = lines.reduce((most, line) => Math.max(most, line.length), 0);
  const full = lines.filter((line) => line.length === width).length;
  if (width < 40 || full < 2) {
    return undefined;
  }
  return lines.map((line) => (line.length === width ? line : `${line}\n`)).join('');
}
