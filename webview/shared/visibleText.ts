/**
 * A value on one line with everything in it visible: a line break, a tab or a control character becomes its sign, and
 * a character that would turn the direction of the text around it is named. The value itself is never changed: copying
 * and the cell viewer take it from the host.
 */
export function visibleText(value: string): string {
  return invisible.test(value) ? value.replace(everyInvisible, sign) : value;
}

const source =
  '\\r\\n|[\\u0000-\\u001f\\u007f-\\u009f\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]';
const invisible = new RegExp(source, 'u');
const everyInvisible = new RegExp(source, 'gu');

function sign(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '\r\n' || character === '\n') {
    return '↵';
  }
  if (character === '\t') {
    return '⇥';
  }
  if (code < 0x20) {
    return String.fromCodePoint(0x2400 + code);
  }
  return code === 0x7f ? '␡' : `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
}
