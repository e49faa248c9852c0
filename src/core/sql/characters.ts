/**
 * The character classes of PostgreSQL's scanner (src/backend/parser/scan.l), by UTF-16 code unit. A class is a bit, so that
 * one look into a table answers for all of them; the lexer walks over every character of a document.
 */
export const characterClass = {
  /** Space, tab, line feed, carriage return, form feed, vertical tab. Nothing else is white space to PostgreSQL. */
  space: 1,
  lineBreak: 2,
  digit: 4,
  /** A letter, an underscore, or anything outside ASCII. */
  wordStart: 8,
  dollar: 16,
  operator: 32,
  /** Everything but line breaks. */
  inLine: 64,
} as const;

/** Whether the code unit belongs to one of the classes. */
export function isIn(code: number, classes: number): boolean {
  return (classesOf(code) & classes) !== 0;
}

/** The first offset at or after `from` whose character is in none of the classes; the length of the text at most. */
export function skipWhile(text: string, from: number, classes: number): number {
  let at = from;
  while (at < text.length && (classesOf(text.charCodeAt(at)) & classes) !== 0) {
    at++;
  }
  return at;
}

/** The offset of the next line break at or after `from`, or the end of the text. */
export function lineEnd(text: string, from: number): number {
  return skipWhile(text, from, characterClass.inLine);
}

function classesOf(code: number): number {
  // NaN, from behind the end of a text, is in no class.
  return code < 0x80 ? (table[code] ?? 0) : code >= 0x80 ? outsideAscii : 0;
}

const outsideAscii = characterClass.wordStart | characterClass.inLine;

const table = new Uint8Array(0x80).fill(characterClass.inLine);
mark(' \t\n\v\f\r', characterClass.space);
mark('0123456789', characterClass.digit);
mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', characterClass.wordStart);
mark('$', characterClass.dollar);
mark('~!@#^&|`?+-*/%<>=', characterClass.operator);
for (const lineBreak of '\n\r') {
  table[lineBreak.charCodeAt(0)] = characterClass.space | characterClass.lineBreak;
}

function mark(characters: string, bit: number): void {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    table[code] = (table[code] ?? 0) | bit;
  }
}
