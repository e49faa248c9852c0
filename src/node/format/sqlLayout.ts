import { formatDialect, type FormatOptions, postgresql } from 'sql-formatter';
import type { StatementLayout } from '../../core/format/formatDocument';

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

/** Lays out statements of PostgreSQL. What is a template to dbt never comes here. */
export function sqlLayout(options: LayoutOptions): StatementLayout {
  const paramTypes = {
    numbered: ['$' as const],
    named: [':' as const],
  };
  return {
    format: (text) => formatDialect(text, { ...options, dialect: postgresql, paramTypes }),
    indent: options.useTabs === true ? '\t' : ' '.repeat(options.tabWidth ?? 2),
  };
}
