/**
 * The elements of an array as PostgreSQL prints it; undefined for one with several dimensions or other bounds than from 1,
 * which a list cannot tell. Source: PostgreSQL manual, "Array Input and Output Syntax".
 */
export function arrayElements(text: string): readonly (string | null)[] | undefined {
  if (!text.startsWith('{') || text.startsWith('{{')) {
    return undefined;
  }
  const elements: (string | null)[] = [];
  let at = 1;
  while (at < text.length && text[at] !== '}') {
    const isQuoted = text[at] === '"';
    const end = isQuoted ? quotedEnd(text, at + 1) : plainEnd(text, at);
    const written = text.slice(isQuoted ? at + 1 : at, end).replace(/\\(.)/gsu, '$1');
    elements.push(!isQuoted && written === 'NULL' ? null : written);
    at = isQuoted ? end + 1 : end;
    at += text[at] === ',' ? 1 : 0;
  }
  return elements;
}

function quotedEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== '"') {
    at += text[at] === '\\' ? 2 : 1;
  }
  return at;
}

function plainEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== ',' && text[at] !== '}') {
    at += 1;
  }
  return at;
}
