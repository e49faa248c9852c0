import type { Cell } from '../../ports';
import type { ResultColumn } from '../../query/session';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote';
import type { MakeWriter } from '../rowWriter';
import { uniqueNames, valueKind } from '../valueKind';

/** Rows of one statement: so many that it is fast, so few that an error is near its line. */
const rowsPerStatement = 500;

export const insertWriter: MakeWriter = (columns, { target }) => {
  const names = uniqueNames(columns).map(quoteIdentifier).join(', ');
  const opening = `INSERT INTO ${target} (${names}) VALUES\n`;
  return {
    head: '',
    row: (cells, index) => {
      const before = index % rowsPerStatement > 0 ? ',\n' : `${index > 0 ? ';\n' : ''}${opening}`;
      return `${before}  (${cells.map((cell, place) => sqlValue(cell, columns[place])).join(', ')})`;
    },
    tail: (count) => (count === 0 ? '' : ';\n'),
  };
};

/** A value as SQL: a literal without a type takes the type of the column that it is inserted into. */
export function sqlValue(cell: Cell, column: ResultColumn | undefined): string {
  switch (valueKind(cell, column)) {
    case 'null':
      return 'NULL';
    case 'number':
      // The number -0 would be 0; the literal '-0' is what a float of it prints.
      return /^-0*\.?0*$/.test(cell ?? '') ? quoteLiteral(cell ?? '') : (cell ?? '');
    case 'boolean':
      return cell === 't' ? 'true' : 'false';
    case 'json':
    case 'text':
      return quoteLiteral(cell ?? '');
  }
}
