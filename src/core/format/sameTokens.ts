import { isComment, type Token, tokenize } from '../sql/lexer';

/**
 * Whether two texts say the same to PostgreSQL and to the reader: the same tokens in the same order, comments included.
 * Words may differ in capitals, which only a quoted name keeps; white space at the ends of a comment's lines may differ.
 */
export function sameTokens(one: string, other: string): boolean {
  const left = tokenize(one);
  const right = tokenize(other);
  return (
    left.length === right.length &&
    left.every((token, index) => {
      const counterpart = right[index];
      return counterpart?.kind === token.kind && spoken(one, token) === spoken(other, counterpart);
    })
  );
}

function spoken(text: string, token: Token): string {
  const written = text.slice(token.start, token.end);
  if (isComment(token)) {
    return written.replace(/\s+/g, ' ').trim();
  }
  return token.kind === 'word' ? written.toLowerCase() : written;
}
