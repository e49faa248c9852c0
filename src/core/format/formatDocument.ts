import type { TextRange } from '../../base/textRange';
import type { Statement } from '../sql/splitStatements';
import { formatJinja } from './formatJinja';
import { sameTokens } from './sameTokens';

export interface StatementLayout {
  /** Lays out one statement of SQL. @throws Error when it cannot read the statement */
  readonly format: (text: string) => string;
  /** One level of indentation. */
  readonly indent: string;
}

export interface StatementEdit {
  readonly range: TextRange;
  readonly text: string;
}

export interface Formatting {
  readonly edits: readonly StatementEdit[];
  /** Where the statements begin that stay as they are, because they could not be read or would have changed. */
  readonly left: readonly number[];
}

/**
 * Lays out the statements that touch a range, one by one: what one of them holds cannot spoil another, and what lies
 * between them stays. A layout that would change a single token or template is not used.
 */
export function formatStatements(
  text: string,
  statements: readonly Statement[],
  within: TextRange,
  layout: StatementLayout,
): Formatting {
  const edits: StatementEdit[] = [];
  const left: number[] = [];
  for (const statement of statements) {
    const { range, copyData, isMetaCommand } = statement;
    if (range.end < within.start || range.start > within.end || isMetaCommand || copyData) {
      continue;
    }
    // A statement begins its line, unless another one does.
    const start = indentBefore(text, range.start);
    const before = text.slice(start, range.end);
    const after = laidOut(text.slice(range.start, range.end), layout);
    if (after === undefined) {
      left.push(range.start);
    } else if (after !== before) {
      edits.push({ range: { start, end: range.end }, text: after });
    }
  }
  return { edits, left };
}

function laidOut(text: string, { format, indent }: StatementLayout): string | undefined {
  try {
    if (/\{[{%#]/.test(text)) {
      return formatJinja(text, format, indent);
    }
    const formatted = format(text).trim();
    return sameTokens(text, formatted) ? formatted : undefined;
  } catch {
    return undefined;
  }
}

function indentBefore(text: string, offset: number): number {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return text.slice(lineStart, offset).trim() === '' ? lineStart : offset;
}
