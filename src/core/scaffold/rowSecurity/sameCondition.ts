import { tokenize } from '../../sql/lexer';

/**
 * Whether two conditions are the same but for what PostgreSQL adds when it prints one: parentheses, casts of constants and
 * names of the results of sub-selects.
 */
export function sameCondition(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined ? one === other : reduced(one) === reduced(other);
}

/** Without what may be added. */
function reduced(condition: string): string {
  const tokens = tokenize(condition).map(({ kind, start, end }) => {
    const written = condition.slice(start, end);
    return kind === 'word' ? written.toLowerCase() : kind === 'string' ? plainString(written) : written;
  });
  const kept: string[] = [];
  for (let place = 0; place < tokens.length; place++) {
    const token = tokens[place] ?? '';
    if (token === '::') {
      place = typeEnd(tokens, place + 1);
    } else if (token === 'as') {
      place++;
    } else if (token !== '(' && token !== ')') {
      kept.push(token);
    }
  }
  return kept.join(' ');
}

/** The server prints a backslash as it is, never as `E'…'`. */
function plainString(written: string): string {
  return written.startsWith('E') ? written.slice(1).replaceAll('\\\\', '\\') : written;
}

/** The last token of the type that begins there. */
function typeEnd(tokens: readonly string[], start: number): number {
  let end = start;
  while (tokens[end + 1] === '.') {
    end += 2;
  }
  while (typeTails.has(tokens[end + 1] ?? '')) {
    end++;
  }
  if (tokens[end + 1] === '(' && /^\d+$/.test(tokens[end + 2] ?? '')) {
    end = tokens.indexOf(')', end);
  }
  while (/^[[\]]+$/.test(tokens[end + 1] ?? '')) {
    end++;
  }
  return end;
}

const typeTails = new Set(['varying', 'precision', 'with', 'without', 'time', 'zone']);
