import { tokenize } from '../../sql/lexer';

/**
 * Whether a text can only be the name of a type, with its modifier and brackets: nothing in it can end the place where it
 * stands. Whether there is such a type, only the server knows.
 */
export function isTypeText(text: string): boolean {
  const tokens = tokenize(text);
  let depth = 0;
  for (const { kind, terminated, start, end } of tokens) {
    depth += kind === 'openParen' ? 1 : kind === 'closeParen' ? -1 : 0;
    const isComma = text.slice(start, end) === ',';
    if (!terminated || !allowed.has(kind) || depth < 0 || (isComma && depth === 0)) {
      return false;
    }
  }
  return tokens.length > 0 && depth === 0 && !text.includes('\0');
}

const allowed: ReadonlySet<string> = new Set([
  'word',
  'quotedIdentifier',
  'number',
  'openParen',
  'closeParen',
  'punctuation',
]);

/**
 * Whether a type as a person wrote it is the one that format_type() printed; `sameBase` says whether both are one type but
 * for their modifiers.
 */
export function sameModifier(written: string, printed: string): boolean {
  const [wanted, actual] = [modifier(written), modifier(printed)];
  return wanted === undefined || wanted === actual || `${wanted},0` === actual;
}

function modifier(type: string): string | undefined {
  return /\(([^)]*)\)/.exec(type)?.[1]?.replace(/\s+/g, '');
}
