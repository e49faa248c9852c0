import { formatDialect, type FormatOptions, postgresql } from 'sql-formatter';
import type { FormatStatement } from '../../core/format/formatDocument';

export type LayoutOptions = Partial<
  Pick<
    FormatOptions,
    | 'keywordCase'
    | 'functionCase'
    | 'dataTypeCase'
    | 'indentStyle'
    | 'logicalOperatorNewline'
    | 'expressionWidth'
    | 'denseOperators'
    | 'tabWidth'
    | 'useTabs'
  >
>;

/** Jinja stands for a name or a value here; a layout that tears it apart is not used. */
const jinja = [String.raw`\{\{[\s\S]*?\}\}`, String.raw`\{%[\s\S]*?%\}`, String.raw`\{#[\s\S]*?#\}`];

/** Lays out a statement of PostgreSQL. */
export function sqlLayout(options: LayoutOptions): FormatStatement {
  const paramTypes = {
    numbered: ['$' as const],
    named: [':' as const],
    custom: jinja.map((regex) => ({ regex })),
  };
  return (text) => formatDialect(text, { ...options, dialect: postgresql, paramTypes });
}
