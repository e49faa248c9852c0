import type { Cell } from '../../ports';
import type { ResultColumn } from '../../query/session';
import type { ExportOptions } from '../exportOptions';
import type { MakeWriter } from '../rowWriter';
import { uniqueNames, valueKind } from '../valueKind';

/** An array of objects; numbers and truth values keep PostgreSQL's digits, everything else is a string. */
export const jsonWriter: MakeWriter = (columns, options) => {
  const object = objectsOf(columns, options);
  return {
    head: '[',
    row: (cells, index) => `${index === 0 ? '' : ','}\n  ${object(cells)}`,
    tail: (count) => (count === 0 ? ']\n' : '\n]\n'),
  };
};

/** An object in each line. */
export const ndjsonWriter: MakeWriter = (columns, options) => {
  const object = objectsOf(columns, options);
  return { head: '', row: (cells) => `${object(cells)}\n`, tail: () => '' };
};

function objectsOf(
  columns: readonly ResultColumn[],
  { jsonNumbers }: ExportOptions,
): (cells: readonly Cell[]) => string {
  const isSafe = jsonNumbers === 'safe';
  const keys = uniqueNames(columns).map((name) => JSON.stringify(name));
  return (cells) => {
    const members = cells.map(
      (cell, index) => `${keys[index] ?? '""'}: ${jsonValue(cell, columns[index], isSafe)}`,
    );
    return `{ ${members.join(', ')} }`;
  };
}

function jsonValue(cell: Cell, column: ResultColumn | undefined, isSafe: boolean): string {
  switch (valueKind(cell, column)) {
    case 'null':
      return 'null';
    case 'number':
      return isSafe && !isDouble(cell ?? '') ? JSON.stringify(cell) : (cell ?? '');
    case 'boolean':
      return cell === 't' ? 'true' : 'false';
    case 'json':
      // A json value keeps its line breaks, which would end the line of an object.
      return (cell ?? '').replace(/[\n\r]+/g, ' ');
    case 'text':
      return JSON.stringify(cell);
  }
}

/** Whether readers that know only doubles read the very number: up to 15 digits are exact, and more where they come back. */
function isDouble(text: string): boolean {
  const digits = text.replace(/e.*$/i, '').replace(/\D/g, '').replace(/^0+/, '');
  return digits.length <= 15
    ? Number.isFinite(Number(text)) && Math.abs(Number(text)) < 1e300
    : String(Number(text)) === text;
}
