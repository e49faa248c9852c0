import { quoteIdentifier, quoteLiteral, quoteQualified } from '../sql/quote';
import type { Cell } from '../ports';

/** Where a column of a file goes. */
export interface ImportColumn {
  /** The place of the value in a row of the file. */
  readonly source: number;
  /** The column of the table. */
  readonly target: string;
  /** As SQL, for a new table. */
  readonly type: string;
}

export interface ImportTarget {
  readonly schema: string;
  readonly table: string;
  readonly isNew: boolean;
  readonly columns: readonly ImportColumn[];
}

/** The statement that makes a new table. Types are from our own list or chosen by the user, never from the file. */
export function createTableSql({ schema, table, columns }: ImportTarget): string {
  const lines = columns.map(({ target, type }) => `  ${quoteIdentifier(target)} ${type}`);
  return `CREATE TABLE ${quoteQualified(schema, table)} (\n${lines.join(',\n')}\n)`;
}

/** The statement that takes the rows. */
export function copyFromSql({ schema, table, columns }: ImportTarget): string {
  const names = columns.map(({ target }) => quoteIdentifier(target)).join(', ');
  return `COPY ${quoteQualified(schema, table)} (${names}) FROM STDIN WITH (FORMAT text, ENCODING 'UTF8')`;
}

/** The beginning of a statement that takes rows where COPY does not, up to their values. */
export function insertStatement({ schema, table, columns }: ImportTarget): string {
  const names = columns.map(({ target }) => quoteIdentifier(target)).join(', ');
  return `INSERT INTO ${quoteQualified(schema, table)} (${names}) VALUES`;
}

/** The values of a row for that statement: literals without a type, which take that of their column. */
export function insertValues(cells: readonly Cell[], columns: readonly ImportColumn[]): string {
  const values = columns.map(({ source }) => cells[source] ?? null);
  return `(${values.map((cell) => (cell === null ? 'NULL' : quoteLiteral(cell))).join(', ')})`;
}

/** The whole import as it is shown before it runs. */
export function importSql(target: ImportTarget): string {
  const create = target.isNew ? [`${createTableSql(target)};`] : [];
  return ['BEGIN;', ...create, `${copyFromSql(target)};`, 'COMMIT;'].join('\n');
}

/** A row in COPY's own format. */
export function copyLine(cells: readonly Cell[], columns: readonly ImportColumn[]): string {
  return `${columns.map(({ source }) => copyField(cells[source] ?? null)).join('\t')}\n`;
}

/** The row and column that the context of an error of COPY names; rows count from 1. */
export function failedRow(
  where: string | undefined,
): { readonly row: number; readonly column: string | undefined } | undefined {
  const match = /^COPY .*, line (\d+)(?:, column (.*?))?(?::|$)/m.exec(where ?? '');
  return match ? { row: Number(match[1]), column: match[2] } : undefined;
}

function copyField(cell: Cell): string {
  return cell === null
    ? '\\N'
    : /[\\\n\r\t]/.test(cell)
      ? cell.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
      : cell;
}
