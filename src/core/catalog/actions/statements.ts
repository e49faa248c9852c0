import { quoteIdentifier } from '../../sql/quote';
import type { ColumnRow } from '../queries/columns';
import { type ActionTarget, ownName } from './target';

/** A SELECT that names each column. */
export function selectStatement(target: ActionTarget, columns: readonly ColumnRow[]): string {
  const names = columns.map((column) => quoteIdentifier(column.name));
  return `SELECT ${names.join(',\n       ')}\n  FROM ${ownName(target)};\n`;
}

/** An INSERT with a place for each column that can be written; what fills itself begins as DEFAULT. */
export function insertStatement(target: ActionTarget, columns: readonly ColumnRow[]): string {
  const written = columns.filter((column) => column.generated === undefined && column.identity !== 'always');
  if (written.length === 0) {
    return `INSERT INTO ${ownName(target)} DEFAULT VALUES;\n`;
  }
  const names = written.map((column) => `  ${quoteIdentifier(column.name)}`);
  const values = written.map((column, place) => {
    const value = column.expression !== undefined || column.identity !== undefined ? 'DEFAULT' : 'NULL';
    return `  ${value}${place < written.length - 1 ? ',' : ''} -- ${remark(column)}`;
  });
  return `INSERT INTO ${ownName(target)} (\n${names.join(',\n')}\n) VALUES (\n${values.join('\n')}\n);\n`;
}

/** A comment ends with its line, so a name must not bring a line break into it. */
function remark(column: ColumnRow): string {
  const oneLine = `${column.name}: ${column.type}`.replace(/[\r\n]/g, ' ');
  return `${oneLine}${column.notNull ? ', not null' : ''}`;
}
