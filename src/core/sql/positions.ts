/**
 * The one place that converts positions. The parser's statement locations count bytes of UTF-8, the server's and the
 * parser's error positions count characters (code points), and editors count UTF-16 units.
 *
 * A lone surrogate is sent as U+FFFD: one character, three bytes. An offset inside a character means its start, and an
 * offset behind the end means the end. Carriage return and line feed are two characters everywhere.
 */

/** The UTF-16 offset of the character with the zero-based index `codePoints`. */
export function utf16FromCodePoints(text: string, codePoints: number): number {
  return fromMeasure(text, [codePoints], () => 1)[0] ?? text.length;
}

/** How many characters lie before the UTF-16 offset. */
export function codePointsFromUtf16(text: string, offset: number): number {
  return toMeasure(text, offset, () => 1);
}

/** The UTF-16 offset of a zero-based offset in the text's UTF-8 form. */
export function utf16FromBytes(text: string, bytes: number): number {
  return fromMeasure(text, [bytes], utf8Length)[0] ?? text.length;
}

/** As `utf16FromBytes`, for many offsets in one walk. They must ascend. */
export function utf16FromAscendingBytes(text: string, bytes: readonly number[]): readonly number[] {
  return fromMeasure(text, bytes, utf8Length);
}

/** How many bytes of UTF-8 lie before the UTF-16 offset. */
export function bytesFromUtf16(text: string, offset: number): number {
  return toMeasure(text, offset, utf8Length);
}

type Measure = (codePoint: number) => number;

function fromMeasure(text: string, wanted: readonly number[], measure: Measure): readonly number[] {
  const offsets: number[] = [];
  let at = 0;
  let passed = 0;
  for (const target of wanted) {
    while (at < text.length) {
      const codePoint = text.codePointAt(at) ?? 0;
      const next = passed + measure(codePoint);
      if (next > target) {
        break;
      }
      passed = next;
      at += codePoint > 0xffff ? 2 : 1;
    }
    offsets.push(at);
  }
  return offsets;
}

function toMeasure(text: string, offset: number, measure: Measure): number {
  let passed = 0;
  let at = 0;
  while (at < text.length) {
    const codePoint = text.codePointAt(at) ?? 0;
    at += codePoint > 0xffff ? 2 : 1;
    if (at > offset) {
      break;
    }
    passed += measure(codePoint);
  }
  return passed;
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) {
    return 1;
  }
  if (codePoint < 0x800) {
    return 2;
  }
  return codePoint > 0xffff ? 4 : 3;
}
