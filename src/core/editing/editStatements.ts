import type { Cell } from '../ports';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../sql/quote';
import type { EditTarget, TableColumn } from './editTarget';
import type { EditedRow, Edits, NewValue } from './edits';

/** A value that is longer than so many bytes is neither edited nor compared. */
export const comparedBytes = 1024 * 1024;

/** A row of the result before it was edited: a value for each of its columns, undefined for one that is not compared. */
export type RowBefore = readonly (Cell | undefined)[];

/** One row's statement. Its values are parameters in text form, cast to the types of their columns. */
export interface EditStatement {
  readonly kind: 'update' | 'delete' | 'insert';
  readonly row: EditedRow;
  readonly text: string;
  readonly values: readonly Cell[];
  /** The same with literals, for reading. */
  readonly preview: string;
  /** Columns of the result whose values come back, in order. A truth value for each of `checked` follows them. */
  readonly returned: readonly number[];
  /** Columns of the result that were given a value: whether the server stored just that. */
  readonly checked: readonly number[];
}

/** Finds a row by its key alone, to see what became of it. */
export interface RowLookup {
  readonly text: string;
  readonly values: readonly Cell[];
  /** Columns of the result, in the order of the answer. */
  readonly returned: readonly number[];
}

/**
 * The statements of all edits: what is deleted first, what is new last, so that a key can be given to another row.
 * @param before the rows that are changed or deleted
 */
export function editStatements(
  target: EditTarget,
  edits: Edits,
  before: ReadonlyMap<EditedRow, RowBefore>,
): readonly EditStatement[] {
  const rowOf = (row: EditedRow) => before.get(row) ?? [];
  const deleted = [...edits.deleted].sort(ascending);
  const updated = [...edits.changed.keys()]
    .filter((row) => row >= 0 && !edits.deleted.has(row))
    .sort(ascending);
  return [
    ...deleted.map((row) => twice((write) => deleteOf(target, row, rowOf(row), write))),
    ...updated.map((row) =>
      twice((write) =>
        updateOf(target, { row, values: edits.changed.get(row) ?? new Map() }, rowOf(row), write),
      ),
    ),
    ...edits.inserted.map((row) =>
      twice((write) => insertOf(target, { row, values: edits.changed.get(row) ?? new Map() }, write)),
    ),
  ];
}

export function rowLookup(target: EditTarget, before: RowBefore): RowLookup {
  const { write, values } = parameters();
  const list = returning(target);
  const where = keyCondition(target, before, write);
  return {
    text: `SELECT ${list.sql}\n  FROM ${nameOf(target)}\n WHERE ${where}`,
    values,
    returned: list.columns,
  };
}

interface NewRow {
  readonly row: EditedRow;
  readonly values: ReadonlyMap<number, NewValue>;
}

/** Writes a value of a type into a statement. */
type WriteValue = (cell: Cell, type: string) => string;
type Written = Omit<EditStatement, 'values' | 'preview'>;

function twice(make: (write: WriteValue) => Written): EditStatement {
  const { write, values } = parameters();
  const made = make(write);
  return { ...made, values, preview: make(literal).text };
}

function parameters(): { readonly write: WriteValue; readonly values: Cell[] } {
  const values: Cell[] = [];
  return { values, write: (cell, type) => `$${values.push(cell)}::${type}` };
}

function literal(cell: Cell, type: string): string {
  if (cell === null) {
    return 'NULL';
  }
  return /^(?:smallint|integer|bigint|numeric)\b/.test(type) && /^-?\d+(?:\.\d+)?$/.test(cell)
    ? cell
    : quoteLiteral(cell);
}

function deleteOf(target: EditTarget, row: EditedRow, before: RowBefore, write: WriteValue): Written {
  const text = `DELETE FROM ${nameOf(target)}\n WHERE ${condition(target, before, write)}\nRETURNING 1`;
  return { kind: 'delete', row, text, returned: [], checked: [] };
}

function updateOf(
  target: EditTarget,
  { row, values }: NewRow,
  before: RowBefore,
  write: WriteValue,
): Written {
  const set = assigned(target, values).map(
    ({ column, value }) => `${quoteIdentifier(column.name)} = ${newValue(value, column, write)}`,
  );
  const where = condition(target, before, write);
  const { sql, columns, checked } = returning(target, values, write);
  return {
    ...{ kind: 'update', row, returned: columns, checked },
    text: `UPDATE ${nameOf(target)}\n   SET ${set.join(',\n       ')}\n WHERE ${where}\nRETURNING ${sql}`,
  };
}

function insertOf(target: EditTarget, { row, values }: NewRow, write: WriteValue): Written {
  const given = assigned(target, values);
  const names = given.map(({ column }) => quoteIdentifier(column.name));
  const cells = given.map(({ column, value }) => newValue(value, column, write));
  const { sql, columns, checked } = returning(target, values, write);
  const what = given.length === 0 ? 'DEFAULT VALUES' : `(${names.join(', ')})\nVALUES (${cells.join(', ')})`;
  return {
    ...{ kind: 'insert', row, returned: columns, checked },
    text: `INSERT INTO ${nameOf(target)} ${what}\nRETURNING ${sql}`,
  };
}

function newValue(value: NewValue, column: TableColumn, write: WriteValue): string {
  switch (value.kind) {
    case 'text':
      return write(value.text, column.baseType);
    case 'null':
      return 'NULL';
    case 'default':
      return 'DEFAULT';
  }
}

function assigned(
  target: EditTarget,
  values: ReadonlyMap<number, NewValue>,
): readonly { readonly column: TableColumn; readonly value: NewValue }[] {
  return [...values].flatMap(([place, value]) => {
    const column = target.shown[place];
    return column ? [{ column, value }] : [];
  });
}

/** The key, and the old values of everything else that is shown. */
function condition(target: EditTarget, before: RowBefore, write: WriteValue): string {
  const others = target.shown.flatMap((column, place) => {
    const old = before[place];
    return column === undefined || old === undefined || target.key.includes(column)
      ? []
      : [unchanged(column, old, write)];
  });
  return [keyCondition(target, before, write), ...others].join('\n   AND ');
}

function keyCondition(target: EditTarget, before: RowBefore, write: WriteValue): string {
  return target.key
    .map((column) => {
      const old = before[target.shown.indexOf(column)] ?? null;
      return `${quoteIdentifier(column.name)} = ${write(old, column.baseType)}`;
    })
    .join('\n   AND ');
}

/** `format` prints a value as the server sends it, which a cast to text does not for every type. */
function unchanged(column: TableColumn, old: Cell, write: WriteValue): string {
  const name = quoteIdentifier(column.name);
  if (old === null) {
    return `${name} IS NOT DISTINCT FROM NULL`;
  }
  if (column.comparable) {
    return `${name} IS NOT DISTINCT FROM ${write(old, column.baseType)}`;
  }
  const present = old === '' ? ` AND ${name} IS DISTINCT FROM NULL` : '';
  return `pg_catalog.format('%s', ${name}) = ${write(old, 'text')} COLLATE "C"${present}`;
}

interface Returning {
  readonly sql: string;
  readonly columns: readonly number[];
  readonly checked: readonly number[];
}

function returning(
  target: EditTarget,
  values: ReadonlyMap<number, NewValue> = new Map(),
  write: WriteValue = literal,
): Returning {
  const columns = target.shown.flatMap((column, place) => (column ? [place] : []));
  const names = columns.flatMap((place) => quoteIdentifier(target.shown[place]?.name ?? ''));
  const checked: number[] = [];
  const checks = [...values].flatMap(([place, value]) => {
    const column = target.shown[place];
    if (!column || value.kind === 'default') {
      return [];
    }
    checked.push(place);
    return [isStored(column, value.kind === 'text' ? value.text : null, write)];
  });
  return { sql: [...names, ...checks].join(', '), columns, checked };
}

function isStored(column: TableColumn, cell: Cell, write: WriteValue): string {
  const name = quoteIdentifier(column.name);
  if (cell === null) {
    return `${name} IS NOT DISTINCT FROM NULL`;
  }
  const value = write(cell, column.type);
  return column.comparable
    ? `${name} IS NOT DISTINCT FROM ${value}`
    : `pg_catalog.format('%s', ${name}) COLLATE "C" = pg_catalog.format('%s', ${value})`;
}

function nameOf({ schema, name }: EditTarget): string {
  return quoteQualified(schema, name);
}

function ascending(a: number, b: number): number {
  return a - b;
}
