import { quoteLiteral } from '../sql/quote';
import { checkSeparators, type ExportOptions } from './exportOptions';

/** The formats that COPY writes. */
export type CopyFormat = 'csv' | 'tsv' | 'copyText';

/**
 * The statement by which the server itself writes the rows of a query. A line break before the parenthesis ends a comment
 * of the query.
 * @throws UserError when the separators cannot be told apart
 */
export function copyToStdout(query: string, format: CopyFormat, options: ExportOptions): string {
  return `COPY (\n${query}\n) TO STDOUT WITH (${copyOptions(format, options)})`;
}

/** The options of COPY, for either direction. @throws UserError when the separators cannot be told apart */
export function copyOptions(format: CopyFormat, options: ExportOptions): string {
  if (format === 'copyText') {
    return `FORMAT text, ENCODING 'UTF8'`;
  }
  const separated = format === 'tsv' ? { ...options, delimiter: '\t' } : options;
  checkSeparators(separated);
  const { delimiter, quote, nullText, header } = separated;
  return [
    'FORMAT csv',
    `HEADER ${header}`,
    `DELIMITER ${quoteLiteral(delimiter)}`,
    `QUOTE ${quoteLiteral(quote)}`,
    // Quotes are doubled; with the default, the escape would be the quote anyway, but it must be one byte of its own here.
    `ESCAPE ${quoteLiteral(quote)}`,
    `NULL ${quoteLiteral(nullText)}`,
    `ENCODING 'UTF8'`,
  ].join(', ');
}

/** Whether a text can be the query of COPY, by the kind of its parse node. */
export function isCopyQuery(tag: string): boolean {
  return ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'].includes(tag);
}
