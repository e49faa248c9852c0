/**
 * Puts together the lines of JSON that a terminal broke at its width, also in the middle of a word.
 * @returns undefined when no line is broken inside of a string, which the server never does.
 */
export function withoutWraps(text: string): string | undefined {
  const lines = text.split('\n');
  const width = lines.reduce((most, line) => Math.max(most, line.length), 0);
  const full = lines.filter((line) => line.length === width);
  if (width < 40 || full.length < 2 || !full.some(endsInString)) {
    return undefined;
  }
  return lines.map((line) => (line.length === width ? line : `${line}\n`)).join('');
}

/** Strings end on the line on which they begin, so a whole line has an even number of quotes. */
function endsInString(line: string): boolean {
  const quotes = line.replace(/\\./g, '').match(/"/g);
  return quotes !== null && quotes.length % 2 === 1;
}
