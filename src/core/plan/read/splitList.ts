/**
 * Splits what the text format joins by commas, such as `a, f(b, c), 'x, y'::text`, at the commas that stand outside of
 * parentheses, brackets and quotes.
 */
export function splitList(text: string): readonly string[] {
  const items: string[] = [];
  let start = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "'" || char === '"') {
      const end = text.indexOf(char, at + 1);
      at = end < 0 ? text.length : end;
    } else if (char === '(' || char === '[' || char === '{') {
      depth++;
    } else if (char === ')' || char === ']' || char === '}') {
      depth--;
    } else if (char === ',' && depth <= 0 && text.charAt(at + 1) === ' ') {
      items.push(text.slice(start, at));
      start = at + 2;
    }
  }
  items.push(text.slice(start));
  return items;
}
