import type { Cell } from '../ports';
import type { ResultColumn } from '../query/session';
import { defaultExportOptions } from './exportOptions';
import { insertWriter, sqlValue } from './formats/insert';
import { jsonWriter } from './formats/json';
import { markdownWriter } from './formats/markdown';
import { csvWriter, tsvLine } from './formats/separated';
import type { MakeWriter } from './rowWriter';

export const copyTextFormats = [
  'tsv',
  'tsvWithHeader',
  'csv',
  'json',
  'markdown',
  'insert',
  'inList',
] as const;
export type CopyTextFormat = (typeof copyTextFormats)[number];

/** A rectangle of cells as text for the clipboard. `target` is the name that INSERT writes to, as SQL. */
export function copyText(
  columns: readonly ResultColumn[],
  rows: readonly (readonly Cell[])[],
  format: CopyTextFormat,
  target = 'my_table',
): string {
  const write = (make: MakeWriter) => {
    const writer = make(columns, { ...defaultExportOptions, target });
    return writer.head + rows.map((row, index) => writer.row(row, index)).join('') + writer.tail(rows.length);
  };
  switch (format) {
    case 'tsv':
      return rows.map(tsvLine).join('\n');
    case 'tsvWithHeader':
      return [columns.map((column) => column.name), ...rows].map(tsvLine).join('\n');
    case 'csv':
      return write(csvWriter);
    case 'json':
      return write(jsonWriter);
    case 'markdown':
      return write(markdownWriter);
    case 'insert':
      return write(insertWriter);
    case 'inList':
      return inList(columns, rows);
  }
}

/** The values as they stand after IN, each once. NULL is left out: nothing equals it. */
function inList(columns: readonly ResultColumn[], rows: readonly (readonly Cell[])[]): string {
  const values = rows.flatMap((row) =>
    row.flatMap((cell, index) => (cell === null ? [] : [sqlValue(cell, columns[index])])),
  );
  return `(${[...new Set(values)].join(', ')})`;
}
