import type { Cell } from '../../ports';
import type { ResultColumn } from '../../query/session';
import type { MakeWriter } from '../rowWriter';
import { uniqueNames, valueKind } from '../valueKind';

/** An array of objects; numbers and truth values keep PostgreSQL's digits, everything else is a string. */
export const jsonWriter: MakeWriter = (columns) => {
  const object = objectsOf(columns);
  return {
    head: '[',
    row: (cells, index) => `${index === 0 ? '' : ','}\n  ${object(cells)}`,
    tail: (count) => (count === 0 ? ']\n' : '\n]\n'),
  };
};

/** An object in each line. */
export const ndjsonWriter: MakeWriter = (columns) => {
  const object = objectsOf(columns);
  return { head: '', row: (cells) => `${object(cells)}\n`, tail: () => '' };
};

function objectsOf(columns: readonly ResultColumn[]): (cells: readonly Cell[]) => string {
  const keys = uniqueNames(columns).map((name) => JSON.stringify(name));
  return (cells) => {
    const members = cells.map((cell, index) => `${keys[index] ?? '""'}: ${jsonValue(cell, columns[index])}`);
    return `{ ${members.join(', ')} }`;
  };
}

function jsonValue(cell: Cell, column: ResultColumn | undefined): string {
  switch (valueKind(cell, column)) {
    case 'null':
      return 'null';
    case 'number':
      return cell ?? '';
    case 'boolean':
      return cell === 't' ? 'true' : 'false';
    case 'json':
      // A json value keeps its line breaks, which would end the line of an object.
      return (cell ?? '').replace(/[\n\r]+/g, ' ');
    case 'text':
      return JSON.stringify(cell);
  }
}
