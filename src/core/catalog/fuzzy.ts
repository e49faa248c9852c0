/** How well a name answers what was typed; higher is better, 0 is no match. */
export type Score = number;

/**
 * Compares a pattern with a name, both in small letters. From best to worst: the same, the beginning, the beginning of a
 * word (`pay` in `daily_payments`), anywhere, and letters in this order (`dlpm`), where letters that begin words count
 * more (`dp`). Of two equal matches the shorter name is better.
 */
export function fuzzyScore(pattern: string, name: string): Score {
  if (pattern === '') {
    return 1;
  }
  const at = name.indexOf(pattern);
  if (at === 0) {
    return name.length === pattern.length ? 1000 : 800 - lengthCost(name);
  }
  if (at > 0) {
    return (hasWordAt(name, pattern) ? 600 : 400) - lengthCost(name);
  }
  return inOrder(pattern, name);
}

/**
 * The letters of a text as bits, so that most names are passed over without a look: a name cannot answer a pattern that
 * has a bit which the name lacks.
 */
export function letterMask(text: string): number {
  let mask = 0;
  for (let at = 0; at < text.length; at++) {
    mask |= 1 << letterBit(text.charCodeAt(at));
  }
  return mask;
}

/** 0 to 25 for letters, 26 to 30 for pairs of digits, 31 for the rest. */
function letterBit(code: number): number {
  if (code >= 97 && code <= 122) {
    return code - 97;
  }
  return code >= 48 && code <= 57 ? 26 + ((code - 48) % 5) : 31;
}

function lengthCost(name: string): number {
  return Math.min(name.length, 100);
}

function hasWordAt(name: string, pattern: string): boolean {
  for (let at = name.indexOf(pattern); at >= 0; at = name.indexOf(pattern, at + 1)) {
    if (isWordStart(name, at)) {
      return true;
    }
  }
  return false;
}

/** Letters of the pattern in their order. A letter prefers the beginning of a word to the next place that has it. */
function inOrder(pattern: string, name: string): Score {
  let at = 0;
  let starts = 0;
  let gaps = 0;
  for (let index = 0; index < pattern.length; index++) {
    const letter = pattern.charCodeAt(index);
    const next = nextPlace(letter, name, at, index > 0);
    if (next < 0) {
      return index > 0 ? inOrderPlainly(pattern, name) : 0;
    }
    starts += isWordStart(name, next) ? 1 : 0;
    gaps += next > at ? 1 : 0;
    at = next + 1;
  }
  return Math.max(2, 150 + starts * 30 - gaps * 20 - lengthCost(name));
}

function nextPlace(letter: number, name: string, from: number, mayFollow: boolean): number {
  if (mayFollow && name.charCodeAt(from) === letter) {
    return from;
  }
  let first = -1;
  for (let at = from; at < name.length; at++) {
    if (name.charCodeAt(at) === letter) {
      if (isWordStart(name, at)) {
        return at;
      }
      first = first < 0 ? at : first;
    }
  }
  return first;
}

/** Preferring the beginnings of words can run past letters that are there. */
function inOrderPlainly(pattern: string, name: string): Score {
  let at = 0;
  for (const letter of pattern) {
    const next = name.indexOf(letter, at);
    if (next < 0) {
      return 0;
    }
    at = next + letter.length;
  }
  return 1;
}

const separators: ReadonlySet<number> = new Set(Array.from('_- ./$', (each) => each.charCodeAt(0)));

function isWordStart(name: string, at: number): boolean {
  if (at === 0) {
    return true;
  }
  const before = name.charCodeAt(at - 1);
  const isDigit = (code: number): boolean => code >= 48 && code <= 57;
  return separators.has(before) || (isDigit(name.charCodeAt(at)) && !isDigit(before));
}
