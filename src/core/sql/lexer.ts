import type { TextRange } from '../../base/textRange';
import { closeJinja, type JinjaMemo, newJinjaMemo } from './jinja';
import { characterClass, isIn, lineEnd, skipWhile } from './characters';

export type TokenKind =
  | 'word'
  | 'quotedIdentifier'
  | 'string'
  | 'dollarString'
  | 'number'
  | 'parameter'
  | 'operator'
  | 'openParen'
  | 'closeParen'
  | 'semicolon'
  | 'punctuation'
  | 'lineComment'
  | 'blockComment'
  | 'metaCommand'
  | 'jinja'
  | 'unknown';

/** A piece of SQL text. White space lies between tokens and is not one. */
export interface Token extends TextRange {
  readonly kind: TokenKind;
  /** False when the text ends before the closing quote, comment or brace: the text is half typed. */
  readonly terminated: boolean;
}

const tagPart = characterClass.wordStart | characterClass.digit;
const wordPart = tagPart | characterClass.dollar;

/** What the lexer remembers while it walks one text, so that no part of it is searched twice. */
export interface Lexer {
  readonly text: string;
  readonly jinja: JinjaMemo;
}

export function newLexer(text: string): Lexer {
  return { text, jinja: newJinjaMemo() };
}

/**
 * All tokens of a text, comments included. It follows PostgreSQL's own scanner with standard_conforming_strings on
 * (src/backend/parser/scan.l), adds psql's backslash commands and Jinja, never fails, and takes linear time.
 */
export function tokenize(text: string): readonly Token[] {
  const lexer = newLexer(text);
  const tokens: Token[] = [];
  for (let token = nextToken(lexer, 0); token; token = nextToken(lexer, token.end)) {
    tokens.push(token);
  }
  return tokens;
}

/** The first token at or after `offset`, which must not lie inside a token; undefined at the end of the text. */
export function nextToken(lexer: Lexer, offset: number): Token | undefined {
  const { text } = lexer;
  const start = skipWhile(text, offset, characterClass.space);
  if (start >= text.length) {
    return undefined;
  }
  const code = text.charCodeAt(start);
  if (isIn(code, characterClass.wordStart)) {
    return wordOrPrefixedString(text, start);
  }
  if (
    isIn(code, characterClass.digit) ||
    (text[start] === '.' && isIn(text.charCodeAt(start + 1), characterClass.digit))
  ) {
    return token('number', start, numberEnd(text, start));
  }
  return symbol(lexer, start);
}

/** Whether a token is only for the reader: PostgreSQL skips it. */
export function isComment(token: Token): boolean {
  return token.kind === 'lineComment' || token.kind === 'blockComment';
}

function symbol(lexer: Lexer, start: number): Token {
  const { text } = lexer;
  switch (text.charAt(start)) {
    case "'":
      return quoted('string', text, { start, quoteAt: start });
    case '"':
      return quoted('quotedIdentifier', text, { start, quoteAt: start });
    case '$':
      return dollar(text, start);
    case '(':
      return token('openParen', start, start + 1);
    case ')':
      return token('closeParen', start, start + 1);
    case ';':
      return token('semicolon', start, start + 1);
    case ':':
      return colon(text, start);
    case ',':
    case '.':
    case '[':
    case ']':
      return token('punctuation', start, text.startsWith('..', start) ? start + 2 : start + 1);
    case '\\':
      return token('metaCommand', start, lineEnd(text, start));
    case '{':
      return jinjaOrBrace(lexer, start);
    default:
      return commentOrOperator(text, start);
  }
}

function commentOrOperator(text: string, start: number): Token {
  if (text.startsWith('--', start)) {
    return token('lineComment', start, lineEnd(text, start));
  }
  if (text.startsWith('/*', start)) {
    return blockComment(text, start);
  }
  let end = start;
  while (
    end < text.length &&
    isIn(text.charCodeAt(end), characterClass.operator) &&
    !startsComment(text, end)
  ) {
    end++;
  }
  return end > start ? token('operator', start, end) : token('unknown', start, start + 1);
}

function startsComment(text: string, at: number): boolean {
  return text.startsWith('--', at) || text.startsWith('/*', at);
}

function wordOrPrefixedString(text: string, start: number): Token {
  const next = text[start + 1];
  const letter = (text[start] ?? '').toLowerCase();
  if (next === "'" && 'ebxn'.includes(letter)) {
    return letter === 'e' ? escapeString(text, start) : quoted('string', text, { start, quoteAt: start + 1 });
  }
  const unicodeQuote = letter === 'u' && next === '&' ? text[start + 2] : undefined;
  if (unicodeQuote === "'" || unicodeQuote === '"') {
    const kind = unicodeQuote === "'" ? 'string' : 'quotedIdentifier';
    return quoted(kind, text, { start, quoteAt: start + 2 });
  }
  return token('word', start, skipWhile(text, start, wordPart));
}

/** A literal in which only a doubled quote is special. */
function quoted(
  kind: 'string' | 'quotedIdentifier',
  text: string,
  at: { readonly start: number; readonly quoteAt: number },
): Token {
  const quote = text[at.quoteAt] ?? '';
  let end = text.indexOf(quote, at.quoteAt + 1);
  while (end >= 0 && text[end + 1] === quote) {
    end = text.indexOf(quote, end + 2);
  }
  return end < 0 ? token(kind, at.start, text.length, false) : token(kind, at.start, end + 1);
}

/** E'…': a backslash escapes, and a literal continued on the next line goes on in the same manner. */
function escapeString(text: string, start: number): Token {
  let at = start + 2;
  while (at < text.length) {
    const character = text[at];
    if (character === '\\') {
      at += 2;
    } else if (character !== "'") {
      at++;
    } else if (text[at + 1] === "'") {
      at += 2;
    } else {
      const continued = continuation(text, at + 1);
      if (continued === undefined) {
        return token('string', start, at + 1);
      }
      at = continued + 1;
    }
  }
  return token('string', start, text.length, false);
}

/** The quote with which a literal goes on after white space that holds a line break (and line comments). */
function continuation(text: string, after: number): number | undefined {
  let at = after;
  let broken = false;
  for (;;) {
    if (text.startsWith('--', at)) {
      at = lineEnd(text, at);
    } else if (at < text.length && isIn(text.charCodeAt(at), characterClass.space)) {
      broken ||= isIn(text.charCodeAt(at), characterClass.lineBreak);
      at++;
    } else {
      return broken && text[at] === "'" ? at : undefined;
    }
  }
}

/** `$tag$ … $tag$`, or a parameter such as `$1`. */
function dollar(text: string, start: number): Token {
  const next = text.charCodeAt(start + 1);
  if (isIn(next, characterClass.digit)) {
    return token('parameter', start, skipWhile(text, start + 1, wordPart));
  }
  let open = start + 1;
  if (isIn(next, characterClass.wordStart)) {
    open = skipWhile(text, start + 1, tagPart);
  }
  if (text[open] !== '$') {
    return token('unknown', start, start + 1);
  }
  const delimiter = text.slice(start, open + 1);
  const close = text.indexOf(delimiter, open + 1);
  return close < 0
    ? token('dollarString', start, text.length, false)
    : token('dollarString', start, close + delimiter.length);
}

/** Block comments nest. */
function blockComment(text: string, start: number): Token {
  let depth = 1;
  let at = start + 2;
  while (at < text.length) {
    if (text.startsWith('*/', at)) {
      at += 2;
      if (--depth === 0) {
        return token('blockComment', start, at);
      }
    } else if (text.startsWith('/*', at)) {
      depth++;
      at += 2;
    } else {
      at++;
    }
  }
  return token('blockComment', start, text.length, false);
}

/** Digits with underscores, hexadecimal, octal and binary forms, fractions, exponents, and letters stuck to them. */
function numberEnd(text: string, start: number): number {
  let at = skipWhile(text, start, wordPart);
  if (text[at] === '.' && text[at + 1] !== '.' && !/^0[xob]/i.test(text.slice(start, start + 2))) {
    at = skipWhile(text, at + 1, wordPart);
  }
  const signed = (text[at] === '+' || text[at] === '-') && /[eE]/.test(text[at - 1] ?? '');
  const exponent =
    signed &&
    !/^0[xX]/.test(text.slice(start, start + 2)) &&
    isIn(text.charCodeAt(at + 1), characterClass.digit);
  return exponent ? skipWhile(text, at + 1, wordPart) : at;
}

function colon(text: string, start: number): Token {
  const double = text.startsWith('::', start) || text.startsWith(':=', start);
  return double ? token('operator', start, start + 2) : token('punctuation', start, start + 1);
}

function jinjaOrBrace(lexer: Lexer, start: number): Token {
  const opener = lexer.text.slice(start, start + 2);
  if (opener !== '{{' && opener !== '{%' && opener !== '{#') {
    return token('unknown', start, start + 1);
  }
  const end = closeJinja(lexer.text, start, lexer.jinja);
  // An unclosed `{{` ends after its braces, so that the rest of a half-typed document keeps its statements.
  return end === undefined ? token('jinja', start, start + 2, false) : token('jinja', start, end);
}

function token(kind: TokenKind, start: number, end: number, terminated = true): Token {
  return { kind, start, end, terminated };
}
