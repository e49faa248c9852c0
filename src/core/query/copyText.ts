import type { Cell } from '../ports';
import type { ResultColumn } from './session';

export type CopyTextFormat = 'tsv' | 'tsvWithHeader' | 'csv' | 'json';

/**
 * A rectangle of cells as text for the clipboard.
 * - tsv: what spreadsheets paste. NULL is an empty field; a field with a tab, a line break or a quote is quoted.
 * - csv: as COPY … (FORMAT csv, HEADER) writes it: NULL is empty, an empty string is `""`.
 * - json: an array of objects; numbers and booleans keep PostgreSQL's digits, everything else is a string.
 */
export function copyText(
  columns: readonly ResultColumn[],
  rows: readonly (readonly Cell[])[],
  format: CopyTextFormat,
): string {
  switch (format) {
    case 'tsv':
      return rows.map(tsvLine).join('\n');
    case 'tsvWithHeader':
      return [columns.map((column) => column.name), ...rows].map(tsvLine).join('\n');
    case 'csv':
      return [columns.map((column) => column.name), ...rows].map((row) => `${csvLine(row)}\n`).join('');
    case 'json':
      return jsonText(columns, rows);
  }
}

function tsvLine(row: readonly Cell[]): string {
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

function jsonText(columns: readonly ResultColumn[], rows: readonly (readonly Cell[])[]): string {
  const keys = uniqueNames(columns).map((name) => JSON.stringify(name));
  const objects = rows.map((row) => {
    const members = row.map((cell, index) => `${keys[index] ?? '""'}: ${jsonValue(cell, columns[index])}`);
    return `  { ${members.join(', ')} }`;
  });
  return objects.length === 0 ? '[]\n' : `[\n${objects.join(',\n')}\n]\n`;
}

/** `select 1 as a, 2 as a` is allowed, but an object has each key once. */
function uniqueNames(columns: readonly ResultColumn[]): readonly string[] {
  const used = new Set<string>();
  return columns.map(({ name }) => {
    let unique = name;
    for (let suffix = 2; used.has(unique); suffix++) {
      unique = `${name}_${suffix}`;
    }
    used.add(unique);
    return unique;
  });
}

function jsonValue(cell: Cell, column: ResultColumn | undefined): string {
  if (cell === null) {
    return 'null';
  }
  const type = column?.typeOid ?? 0;
  if (numberTypes.has(type) && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(cell)) {
    return cell;
  }
  if (type === boolType && (cell === 't' || cell === 'f')) {
    return cell === 't' ? 'true' : 'false';
  }
  if (jsonTypes.has(type)) {
    return cell;
  }
  return JSON.stringify(cell);
}

/** int8, int2, int4, oid, float4, float8, numeric (src/include/catalog/pg_type.dat). */
const numberTypes: ReadonlySet<number> = new Set([20, 21, 23, 26, 700, 701, 1700]);
const boolType = 16;
const jsonTypes: ReadonlySet<number> = new Set([114, 3802]);
