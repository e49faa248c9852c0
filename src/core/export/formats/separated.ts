import type { Cell } from '../../ports';
import type { ResultColumn } from '../../query/session';
import { checkSeparators, type ExportOptions } from '../exportOptions';
import type { MakeWriter, RowWriter } from '../rowWriter';
import { isNumberType } from '../valueKind';

/** As COPY … (FORMAT csv) writes it: NULL and an empty text differ. */
export const csvWriter: MakeWriter = (columns, options) => separated(columns, options);

/** The same with tabs. */
export const tsvWriter: MakeWriter = (columns, options) =>
  separated(columns, { ...options, delimiter: '\t' });

/** COPY's own format: `\N` is NULL, and a backslash stands before what would be taken for something else. */
export const copyTextWriter: MakeWriter = () => ({
  head: '',
  row: (cells) => `${cells.map((cell) => (cell === null ? '\\N' : escaped(cell))).join('\t')}\n`,
  tail: () => '',
});

/** What spreadsheets paste: NULL is an empty field; a field with a tab, a line break or a quote is quoted. */
export function tsvLine(row: readonly Cell[]): string {
  return row
    .map((cell) => (cell !== null && /[\t\n\r"]/.test(cell) ? quoted(cell, '"') : (cell ?? '')))
    .join('\t');
}

function separated(columns: readonly ResultColumn[], options: ExportOptions): RowWriter {
  checkSeparators(options);
  const { delimiter, quote, nullText, header } = options;
  const special = new RegExp(`[\\n\\r${inClass(delimiter)}${inClass(quote)}]`);
  // A line that holds only `\.` would end the data for COPY.
  const end = columns.length === 1 ? '\\.' : nullText;
  const field = (cell: Cell): string =>
    cell === null
      ? nullText
      : cell === nullText || cell === end || special.test(cell)
        ? quoted(cell, quote)
        : cell;
  const line = (cells: readonly Cell[]): string => `${cells.map(field).join(delimiter)}\n`;
  const guard = guardsOf(columns.map((column) => !isNumberType(column) && options.guardFormulas));
  return {
    head: header ? line(columns.map(({ name }) => name)) : '',
    row: (cells) => line(guard(cells)),
    tail: () => '',
  };
}

function inClass(character: string): string {
  return /[\]\\^-]/.test(character) ? `\\${character}` : character;
}

function quoted(text: string, quote: string): string {
  return `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function escaped(text: string): string {
  return text.replace(/[\\\b\f\n\r\t\v]/g, (each) => escapes[each] ?? each);
}

/** Source: OWASP, "CSV Injection", for what spreadsheets take for a formula. */
function guardsOf(guarded: readonly boolean[]): (cells: readonly Cell[]) => readonly Cell[] {
  return guarded.includes(true)
    ? (cells) =>
        cells.map((cell, index) =>
          cell !== null && guarded[index] === true && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell,
        )
    : (cells) => cells;
}
