import { type Token, tokenize } from './lexer';

/** A name as SQL writes it, perhaps with its schema. */
export interface NameInText {
  readonly schema: string | undefined;
  readonly name: string;
}

/**
 * The name that stands at an offset of a text: `orders`, `marts.orders`, `"We""ird"."Näme"`. Names without quotes are
 * folded to small letters as PostgreSQL does. Undefined where there is none.
 */
export function qualifiedNameAt(text: string, offset: number): NameInText | undefined {
  const tokens = tokenize(text);
  const at = tokens.findIndex((token) => isName(token) && token.start <= offset && offset <= token.end);
  if (at < 0) {
    return undefined;
  }
  let first = at;
  while (first >= 2 && isDot(text, tokens[first - 1]) && isName(tokens[first - 2])) {
    first -= 2;
  }
  let last = at;
  while (isDot(text, tokens[last + 1]) && isName(tokens[last + 2])) {
    last += 2;
  }
  const name = nameOf(text, tokens[last]);
  return name === undefined
    ? undefined
    : { schema: last > first ? nameOf(text, tokens[last - 2]) : undefined, name };
}

function isName(token: Token | undefined): boolean {
  return token?.kind === 'word' || (token?.kind === 'quotedIdentifier' && token.terminated);
}

function isDot(text: string, token: Token | undefined): boolean {
  return token !== undefined && text.slice(token.start, token.end) === '.';
}

function nameOf(text: string, token: Token | undefined): string | undefined {
  if (token === undefined) {
    return undefined;
  }
  const written = text.slice(token.start, token.end);
  return written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written.toLowerCase();
}
