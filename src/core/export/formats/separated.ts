import type { Cell } from '../../ports';
import type { MakeWriter, WriteOptions } from '../rowWriter';
import { isNumberType } from '../valueKind';

/** As COPY … (FORMAT csv, HEADER) writes it: NULL is empty, an empty text is `""`. */
export const csvWriter: MakeWriter = (columns, options) => {
  const guard = guardsOf(columns.map((column) => !isNumberType(column) && options.guardFormulas));
  return {
    head: `${csvLine(columns.map(({ name }) => name))}\n`,
    row: (cells) => `${csvLine(guard(cells))}\n`,
    tail: () => '',
  };
};

/** What spreadsheets paste: NULL is an empty field; a field with a tab, a line break or a quote is quoted. */
export const tsvWriter: MakeWriter = (columns, options) => {
  const guard = guardsOf(columns.map((column) => !isNumberType(column) && options.guardFormulas));
  return {
    head: `${tsvLine(columns.map(({ name }) => name))}\n`,
    row: (cells) => `${tsvLine(guard(cells))}\n`,
    tail: () => '',
  };
};

export function tsvLine(row: readonly Cell[]): string {
  return row
    .map((cell) => (cell !== null && /[\t\n\r"]/.test(cell) ? quoted(cell) : (cell ?? '')))
    .join('\t');
}

function csvLine(row: readonly Cell[]): string {
  // A line that holds only `\.` would end the data for COPY.
  return row
    .map((cell) => (cell === null ? '' : cell === '' || /[",\n\r\\]/.test(cell) ? quoted(cell) : cell))
    .join(',');
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Source: OWASP, "CSV Injection", for what spreadsheets take for a formula. */
function guardsOf(
  guarded: readonly WriteOptions['guardFormulas'][],
): (cells: readonly Cell[]) => readonly Cell[] {
  return guarded.includes(true)
    ? (cells) =>
        cells.map((cell, index) =>
          cell !== null && guarded[index] === true && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell,
        )
    : (cells) => cells;
}
