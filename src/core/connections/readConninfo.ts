import { addParameter, type RawParameters, type ReadConnection, toParts } from './connectionParts';

/**
 * Reads libpq's `host=db user=ann password='it\'s'`: blanks may stand around `=`, a value with blanks stands in single
 * quotes, and a backslash takes the next character as it is.
 * Source: PostgreSQL manual, "Keyword/Value Connection Strings".
 */
export function readConninfo(text: string): ReadConnection {
  if (!looksLikeConninfo(text)) {
    return { value: undefined, problems: ['A connection string is a list of keyword=value.'] };
  }
  const problems: string[] = [];
  const raw: RawParameters = {};
  for (const { name, value } of pairs(text, problems)) {
    addParameter(raw, name, value, problems);
  }
  return { value: toParts(raw, problems), problems };
}

/** Whether a text begins as `keyword=value` does. */
export function looksLikeConninfo(text: string): boolean {
  return /^\s*[A-Za-z_]+\s*=/.test(text);
}

interface Pair {
  readonly name: string;
  readonly value: string;
}

function pairs(text: string, problems: string[]): Pair[] {
  const found: Pair[] = [];
  let at = 0;
  for (;;) {
    const keyword = /^\s*([^\s=]+)\s*(=?)\s*/.exec(text.slice(at));
    if (!keyword) {
      return found;
    }
    const [all, name = '', equals] = keyword;
    at += all.length;
    if (equals === '') {
      // The word itself is not shown: it may be the end of a password with a blank in it.
      problems.push('A word without = stands in the text. A value with blanks must stand in single quotes.');
      continue;
    }
    const { value, end } = readValue(text, at, problems);
    found.push({ name, value });
    at = end;
  }
}

function readValue(text: string, start: number, problems: string[]): { value: string; end: number } {
  const quoted = text[start] === "'";
  let at = quoted ? start + 1 : start;
  let value = '';
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (quoted ? character === "'" : /\s/.test(character)) {
      break;
    }
    if (character === '\\') {
      at++;
    }
    value += text.charAt(at);
  }
  if (quoted && at >= text.length) {
    problems.push('The closing quote of a value is missing.');
  }
  return { value, end: quoted ? at + 1 : at };
}
