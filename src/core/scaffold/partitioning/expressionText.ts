import { tokenize } from '../../sql/lexer';

/**
 * Whether a condition that a person wrote can stand between parentheses and end nowhere else: no comment, no semicolon, all
 * parentheses and quotes closed. Whether it means anything, only the server knows.
 */
export function isConditionText(text: string): boolean {
  let depth = 0;
  const tokens = tokenize(text);
  for (const { kind, terminated } of tokens) {
    depth += kind === 'openParen' ? 1 : kind === 'closeParen' ? -1 : 0;
    if (!terminated || depth < 0 || refused.has(kind)) {
      return false;
    }
  }
  return tokens.length > 0 && depth === 0 && !text.includes('\0');
}

const refused: ReadonlySet<string> = new Set([
  'semicolon',
  'lineComment',
  'blockComment',
  'metaCommand',
  'jinja',
  'parameter',
  'unknown',
]);
