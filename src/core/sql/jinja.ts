/**
 * What is known about the rest of a text, so that unclosed templates do not make the lexer search it again and again.
 */
export interface JinjaMemo {
  /** Closers that do not occur any more. */
  readonly absent: Set<string>;
  /** A quoted string inside a template was never closed; from there on quotes are not looked at. */
  brokenQuotes: boolean;
}

export function newJinjaMemo(): JinjaMemo {
  return { absent: new Set(), brokenQuotes: false };
}

/**
 * The end of the template that opens at `start` with `{{`, `{%` or `{#`, or undefined when it is not closed.
 * A closer inside a quoted string of an expression does not count, as in Jinja.
 */
export function closeJinja(text: string, start: number, memo: JinjaMemo): number | undefined {
  const closer = closers.get(text[start + 1] ?? '');
  if (closer === undefined || memo.absent.has(closer)) {
    return undefined;
  }
  if (closer !== '#}' && !memo.brokenQuotes) {
    const end = closeOutsideQuotes(text, start + 2, closer);
    if (end !== undefined) {
      return end;
    }
    memo.brokenQuotes = true;
  }
  const plain = text.indexOf(closer, start + 2);
  if (plain < 0) {
    memo.absent.add(closer);
    return undefined;
  }
  return plain + closer.length;
}

const closers: ReadonlyMap<string, string> = new Map([
  ['{', '}}'],
  ['%', '%}'],
  ['#', '#}'],
]);

/** Braces of an expression's own are balanced first, as in `{{ {'a': {'b': 1}} }}`. */
function closeOutsideQuotes(text: string, from: number, closer: string): number | undefined {
  let braces = 0;
  marks.lastIndex = from;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    const [character] = mark;
    if (character === "'" || character === '"') {
      const end = closeQuote(text, mark.index + 1, character);
      if (end === undefined) {
        return undefined;
      }
      marks.lastIndex = end;
    } else if (braces === 0 && text.startsWith(closer, mark.index)) {
      return mark.index + closer.length;
    } else if (character === '{') {
      braces++;
    } else if (character === '}') {
      braces = Math.max(0, braces - 1);
    }
  }
  return undefined;
}

/** Everything that decides where a template ends. */
const marks = /['"{}%]/g;

/** The place behind the closing quote. */
function closeQuote(text: string, from: number, quote: string): number | undefined {
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === quote) {
      return at + 1;
    }
    at += character === '\\' ? 1 : 0;
  }
  return undefined;
}
