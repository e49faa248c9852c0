/** A member of a JSON object: its name, and where its value is. */
export interface JsonMember {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The members of a JSON object in bytes, one after the other, without making values of them: most of a manifest is text that
 * nobody needs. Values are checked only as far as their borders need it.
 * @param start where the `{` stands, or white space before it
 * @throws SyntaxError when the object does not end, or is none
 */
export function* jsonMembers(bytes: Buffer, start = 0): Generator<JsonMember> {
  let at = skipSpace(bytes, start);
  expect(bytes, at, braceOpen);
  at = skipSpace(bytes, at + 1);
  if (bytes[at] === braceClose) {
    return;
  }
  for (;;) {
    expect(bytes, at, quote);
    const keyEnd = skipString(bytes, at);
    const key = textOf(bytes, at, keyEnd);
    at = skipSpace(bytes, keyEnd);
    expect(bytes, at, colon);
    const valueStart = skipSpace(bytes, at + 1);
    const valueEnd = skipValue(bytes, valueStart);
    yield { key, start: valueStart, end: valueEnd };
    at = skipSpace(bytes, valueEnd);
    if (bytes[at] === braceClose) {
      return;
    }
    expect(bytes, at, comma);
    at = skipSpace(bytes, at + 1);
  }
}

/** The value between two places. @throws SyntaxError */
export function jsonValue(bytes: Buffer, { start, end }: Pick<JsonMember, 'start' | 'end'>): unknown {
  return JSON.parse(bytes.toString('utf8', start, end));
}

const [quote, comma, colon] = [0x22, 0x2c, 0x3a];
const [braceOpen, braceClose, bracketOpen, bracketClose] = [0x7b, 0x7d, 0x5b, 0x5d];
const backslash = 0x5c;

/** Most keys are plain words. */
function textOf(bytes: Buffer, start: number, end: number): string {
  const plain = bytes.toString('latin1', start + 1, end - 1);
  return /^[\w.-]*$/.test(plain) ? plain : String(JSON.parse(bytes.toString('utf8', start, end)));
}

function expect(bytes: Buffer, at: number, wanted: number): void {
  if (bytes[at] !== wanted) {
    throw new SyntaxError(`JSON: ${String.fromCharCode(wanted)} expected at byte ${at}.`);
  }
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  // A byte order mark counts as space, as for JSON's readers.
  while (isSpace(bytes[at]) || (at === 0 && bytes[at] === 0xef && bytes[1] === 0xbb)) {
    at += bytes[at] === 0xef ? 3 : 1;
  }
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** The place after the closing quote. */
function skipString(bytes: Buffer, start: number): number {
  for (let close = bytes.indexOf(quote, start + 1); close >= 0; close = bytes.indexOf(quote, close + 1)) {
    let slashes = 0;
    while (bytes[close - 1 - slashes] === backslash) {
      slashes++;
    }
    if (slashes % 2 === 0) {
      return close + 1;
    }
  }
  throw new SyntaxError('JSON: a string does not end.');
}

function skipValue(bytes: Buffer, start: number): number {
  const first = bytes[start];
  if (first === quote) {
    return skipString(bytes, start);
  }
  if (first !== braceOpen && first !== bracketOpen) {
    return skipWord(bytes, start);
  }
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) {
      at = skipString(bytes, at) - 1;
    } else if (byte === braceOpen || byte === bracketOpen) {
      depth++;
    } else if (byte === braceClose || byte === bracketClose) {
      depth--;
      if (depth === 0) {
        return at + 1;
      }
    }
  }
  throw new SyntaxError('JSON: an object or a list does not end.');
}

/** A number, `true`, `false` or `null`. */
function skipWord(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== comma && bytes[at] !== braceClose && !isSpace(bytes[at])) {
    at++;
  }
  if (at === start || at === bytes.length) {
    throw new SyntaxError(`JSON: a value expected at byte ${start}.`);
  }
  return at;
}
