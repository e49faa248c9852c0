/** The character classes of PostgreSQL's scanner (src/backend/parser/scan.l), by UTF-16 code unit. */

/** Space, tab, line feed, carriage return, form feed, vertical tab. Nothing else is white space to PostgreSQL. */
export function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

export function isLineBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** A letter, an underscore, or anything outside ASCII. */
export function isWordStart(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || code >= 0x80;
}

export function isWordPart(code: number): boolean {
  return isWordStart(code) || isDigit(code) || code === 0x24;
}

export function isOperator(code: number): boolean {
  return code < 0x80 && operatorTable[code] === 1;
}

/** The first offset at or after `from` whose character is not in the class; the length of the text at most. */
export function skipWhile(text: string, from: number, inClass: (code: number) => boolean): number {
  let at = from;
  while (at < text.length && inClass(text.charCodeAt(at))) {
    at++;
  }
  return at;
}

/** The offset of the next line break at or after `from`, or the end of the text. */
export function lineEnd(text: string, from: number): number {
  return skipWhile(text, from, (code) => !isLineBreak(code));
}

const operatorTable = new Uint8Array(0x80);
for (const character of '~!@#^&|`?+-*/%<>=') {
  operatorTable[character.charCodeAt(0)] = 1;
}
