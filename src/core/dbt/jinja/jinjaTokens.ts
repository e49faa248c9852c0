import type { TextRange } from '../../../base/textRange';
import { closeJinja, type JinjaMemo, newJinjaMemo } from '../../sql/jinja';

/**
 * `text`: what Jinja copies. `expression`: `{{ … }}`. `statement`: `{% … %}`. `comment`: `{# … #}`. `raw`: what stands between
 * `{% raw %}` and `{% endraw %}`, which are statements themselves, and is copied whatever it holds.
 */
export type JinjaTokenKind = 'text' | 'expression' | 'statement' | 'comment' | 'raw';

/** A piece of a template. The pieces of a text follow each other without gaps. */
export interface JinjaToken extends TextRange {
  readonly kind: JinjaTokenKind;
  /** Without the delimiters and the `-` or `+` beside them; the token itself for text and raw. */
  readonly inner: TextRange;
  /** The first word of a statement, such as `if` or `macro`; empty for everything else. */
  readonly keyword: string;
  /** A `-` beside the opening delimiter takes the white space before the token away. */
  readonly trimsBefore: boolean;
  /** A `-` beside the closing delimiter takes the white space after the token away. */
  readonly trimsAfter: boolean;
  /** False when the text ends before the closing delimiter: the token is then its opening delimiter alone. */
  readonly terminated: boolean;
}

/**
 * The pieces of a template, as Jinja's own scanner finds them (jinja2/lexer.py): SQL's quotes and comments mean nothing to it.
 * It never fails and takes linear time. Line statements are not known: dbt has none.
 */
export function jinjaTokens(text: string): readonly JinjaToken[] {
  const memo = newJinjaMemo();
  const tokens: JinjaToken[] = [];
  let at = 0;
  while (at < text.length) {
    const open = nextOpener(text, at);
    if (open > at) {
      tokens.push(plain('text', at, open));
    }
    if (open >= text.length) {
      break;
    }
    const token = template(text, open, memo);
    tokens.push(token);
    at = token.end;
    if (token.keyword === 'raw') {
      const close = endRaw(text, at);
      if (close > at) {
        tokens.push(plain('raw', at, close));
      }
      at = close;
    }
  }
  return tokens;
}

/** Whether a text has a template in it at all. */
export function hasJinja(text: string): boolean {
  return nextOpener(text, 0) < text.length;
}

function plain(kind: 'text' | 'raw', start: number, end: number): JinjaToken {
  const range = { start, end };
  const flags = { keyword: '', trimsBefore: false, trimsAfter: false, terminated: true };
  return { kind, ...range, inner: range, ...flags };
}

const kinds: ReadonlyMap<string, JinjaTokenKind> = new Map([
  ['{', 'expression'],
  ['%', 'statement'],
  ['#', 'comment'],
]);

function template(text: string, start: number, memo: JinjaMemo): JinjaToken {
  const kind = kinds.get(text[start + 1] ?? '') ?? 'expression';
  const end = closeJinja(text, start, memo);
  if (end === undefined) {
    const inner = { start: start + 2, end: start + 2 };
    const flags = { keyword: '', trimsBefore: false, trimsAfter: false, terminated: false };
    return { kind, start, end: start + 2, inner, ...flags };
  }
  const signBefore = isSign(text[start + 2]) && end - 2 > start + 2;
  const signAfter = isSign(text[end - 3]) && end - 3 > start + (signBefore ? 2 : 1);
  const inner = { start: start + (signBefore ? 3 : 2), end: end - (signAfter ? 3 : 2) };
  return {
    ...{ kind, start, end, inner },
    keyword: kind === 'statement' ? firstWord(text, inner) : '',
    trimsBefore: signBefore && text[start + 2] === '-',
    trimsAfter: signAfter && text[end - 3] === '-',
    terminated: true,
  };
}

function isSign(character: string | undefined): boolean {
  return character === '-' || character === '+';
}

function firstWord(text: string, { start, end }: TextRange): string {
  return /^\s*([A-Za-z_]\w*)/.exec(text.slice(start, Math.min(end, start + 80)))?.[1] ?? '';
}

/** The next `{{`, `{%` or `{#`, or the end of the text. */
function nextOpener(text: string, from: number): number {
  for (let at = text.indexOf('{', from); at >= 0; at = text.indexOf('{', at + 1)) {
    if (kinds.has(text[at + 1] ?? '')) {
      return at;
    }
  }
  return text.length;
}

/** Where `{% endraw %}` begins, or the end of the text. */
function endRaw(text: string, from: number): number {
  const closing = /\{%[-+]?\s*endraw\s*[-+]?%\}/g;
  closing.lastIndex = from;
  return closing.exec(text)?.index ?? text.length;
}
