import type { TextRange } from '../../base/textRange';
import { closeJinja, newJinjaMemo } from '../sql/jinja';

/** A template of a text: `{{ }}`, `{% %}`, `{# #}`, or everything from `{% raw %}` to `{% endraw %}`. */
export interface JinjaTag extends TextRange {
  readonly kind: 'expression' | 'statement' | 'comment' | 'raw';
  /** Of a statement: its first word, such as `if` or `endif`. */
  readonly keyword: string;
}

/** The templates of a text in their order; undefined where one of them is not closed, so that nothing of it can be relied on. */
export function jinjaTags(text: string): readonly JinjaTag[] | undefined {
  const memo = newJinjaMemo();
  const tags: JinjaTag[] = [];
  for (let at = nextOpener(text, 0); at >= 0; at = nextOpener(text, tags.at(-1)?.end ?? text.length)) {
    const end = closeJinja(text, at, memo);
    if (end === undefined) {
      return undefined;
    }
    const tag = tagOf(text, at, end);
    tags.push(tag);
  }
  return tags;
}

/** Whether a statement opens a block that a statement `end…` closes. */
export function opensBlock(text: string, { kind, keyword, start, end }: JinjaTag): boolean {
  const known = kind === 'statement' && blocks.has(keyword);
  // `set` has a block only without a value.
  return known && (keyword !== 'set' || !text.slice(start, end).includes('='));
}

export function closesBlock({ keyword }: JinjaTag): boolean {
  return keyword.startsWith('end');
}

const blocks: ReadonlySet<string> = new Set([
  ...['if', 'for', 'macro', 'call', 'filter', 'set', 'block', 'snapshot', 'test', 'materialization', 'docs'],
]);

function nextOpener(text: string, from: number): number {
  const opener = /\{[{%#]/g;
  opener.lastIndex = from;
  return opener.exec(text)?.index ?? -1;
}

function tagOf(text: string, start: number, end: number): JinjaTag {
  const sign = text[start + 1];
  if (sign !== '%') {
    return { kind: sign === '{' ? 'expression' : 'comment', keyword: '', start, end };
  }
  const keyword = /^\{%[-+]?\s*([A-Za-z_]\w*)/.exec(text.slice(start, end))?.[1] ?? '';
  if (keyword !== 'raw') {
    return { kind: 'statement', keyword, start, end };
  }
  const closing = /\{%[-+]?\s*endraw\s*[-+]?%\}/g;
  closing.lastIndex = end;
  const close = closing.exec(text);
  return { kind: 'raw', keyword: '', start, end: close ? close.index + close[0].length : text.length };
}
