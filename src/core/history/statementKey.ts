import { isComment, type Token, tokenize } from '../sql/lexer';

/**
 * The same for texts that are the same statement: comments, white space, the case of unquoted words and a semicolon at the
 * end make no difference. Values do.
 */
export function statementKey(text: string): string {
  const tokens = tokenize(text).filter((token) => !isComment(token));
  const last = tokens.at(-1);
  const meant = last?.kind === 'semicolon' ? tokens.slice(0, -1) : tokens;
  return hashOf(meant.map((token) => written(text, token)).join(' '));
}

function written(text: string, { kind, start, end }: Token): string {
  const part = text.slice(start, end);
  return kind === 'word' ? part.toLowerCase() : part;
}

/** 53 bits, which is enough to tell the statements of one person apart (cyrb53). */
function hashOf(text: string): string {
  let one = 0xdeadbeef;
  let other = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 2654435761);
    other = Math.imul(other ^ code, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
  other = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return (4294967296 * (2097151 & other) + (one >>> 0)).toString(36);
}
