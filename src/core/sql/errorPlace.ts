import type { TextRange } from '../../base/textRange';
import { isComment, type Token, tokenize } from './lexer';
import { utf16FromCodePoints } from './positions';

/** What was sent to the server, and where it stands in the document. */
export interface SentStatement {
  /** The part of the document's text that was sent. */
  readonly text: string;
  /** UTF-16 offset of `text` in the document. */
  readonly offset: number;
  /** What was put before it, such as `EXPLAIN `. */
  readonly prefix?: string;
}

/**
 * The place in the document that a server's error position means: the whole token there, and the whole dotted name when
 * it is one. An error at the end of the statement marks its last token.
 * @param position as in `ServerMessage`: one-based, in characters of prefix and text.
 */
export function errorPlace(sent: SentStatement, position: number): TextRange {
  const prefix = sent.prefix ?? '';
  const at = utf16FromCodePoints(prefix + sent.text, position - 1) - prefix.length;
  const range = tokenRangeAt(sent.text, Math.max(0, at));
  return { start: sent.offset + range.start, end: sent.offset + range.end };
}

/** The token at a UTF-16 offset, the next one when there is none, or the last. An empty text gives an empty range. */
export function tokenRangeAt(text: string, offset: number): TextRange {
  const tokens = tokenize(text).filter((token) => !isComment(token));
  const index = tokens.findIndex((token) => offset < token.end);
  const token = tokens[index < 0 ? tokens.length - 1 : index];
  return token ? { start: token.start, end: nameEnd(text, tokens, token) } : { start: 0, end: text.length };
}

function nameEnd(text: string, tokens: readonly Token[], first: Token): number {
  let index = tokens.indexOf(first);
  let end = first.end;
  while (isName(tokens[index]) && text[end] === '.' && isName(tokens[index + 2])) {
    index += 2;
    end = tokens[index]?.end ?? end;
  }
  return end;
}

function isName(token: Token | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'quotedIdentifier';
}
