import { UserError } from '../../base/userError';
import type { ResultColumn } from '../query/session';
import type { ColumnCondition, FilterOperator, RowFilter } from './arrangement';
import { compareBytes, type KeyBuffer } from './keyBuffer';
import { pushValueKey, valueKey } from './orderKey';
import { orderKind } from './orderKind';

/** One row as it lies in the store. `starts` and `lengths` are by column; a negative length is NULL. */
export interface RowView {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  /** The value as text; empty for NULL. */
  text(column: number): string;
}

export type RowTest = (row: RowView) => boolean;

/** How a platform turns text into UTF-8. */
export type EncodeText = (text: string) => Uint8Array;

/** @throws UserError for a regular expression that cannot be read */
export function compileFilter(
  { conditions, anywhere }: RowFilter,
  columns: readonly ResultColumn[],
  encode: EncodeText,
): RowTest {
  const tests = conditions.map((condition) => compileCondition(condition, columns, encode));
  if (anywhere !== '') {
    tests.push(containsAnywhere(anywhere, columns.length));
  }
  return (row) => tests.every((test) => test(row));
}

/** @throws UserError for one that cannot be read */
export function compilePattern(pattern: string, matchCase: boolean): RegExp {
  try {
    return new RegExp(pattern, matchCase ? 'u' : 'iu');
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : '';
    throw new UserError(`The regular expression cannot be read: ${why}.`, { cause: error });
  }
}

function containsAnywhere(text: string, columns: number): RowTest {
  const wanted = text.toLowerCase();
  return (row) => {
    for (let column = 0; column < columns; column++) {
      if (row.text(column).toLowerCase().includes(wanted)) {
        return true;
      }
    }
    return false;
  };
}

function compileCondition(
  condition: ColumnCondition,
  columns: readonly ResultColumn[],
  encode: EncodeText,
): RowTest {
  const { column, operator, text, matchCase } = condition;
  const isNull = (row: RowView) => (row.lengths[column] ?? -1) < 0;
  const present =
    (test: RowTest): RowTest =>
    (row) =>
      !isNull(row) && test(row);
  switch (operator) {
    case 'isNull':
      return isNull;
    case 'isNotNull':
      return (row) => !isNull(row);
    case 'isEmpty':
      return (row) => row.lengths[column] === 0;
    case 'isNotEmpty':
      return (row) => (row.lengths[column] ?? -1) > 0;
    case 'contains':
    case 'notContains': {
      const found = containing(column, text, matchCase);
      return present(operator === 'contains' ? found : (row) => !found(row));
    }
    case 'matches':
    case 'notMatches': {
      const pattern = compilePattern(text, matchCase);
      const wanted = operator === 'matches';
      return present((row) => pattern.test(row.text(column)) === wanted);
    }
    case 'equals':
    case 'notEquals':
    case 'less':
    case 'lessOrEqual':
    case 'greater':
    case 'greaterOrEqual':
      return present(comparing(condition, columns[column], encode(text)));
  }
}

function containing(column: number, text: string, matchCase: boolean): RowTest {
  const wanted = matchCase ? text : text.toLowerCase();
  return matchCase
    ? (row) => row.text(column).includes(wanted)
    : (row) => row.text(column).toLowerCase().includes(wanted);
}

/** By the order of the type, so that 1.0 equals 1 where both are numbers. */
function comparing(
  { column, operator }: ColumnCondition,
  description: ResultColumn | undefined,
  text: Uint8Array,
): RowTest {
  const kind = description ? orderKind(description) : 'other';
  const accepts = comparisons[operator] ?? (() => false);
  const wanted = valueKey(kind, text);
  const into: KeyBuffer = { bytes: new Uint8Array(64), length: 0 };
  return ({ bytes, starts, lengths }) => {
    const start = starts[column] ?? 0;
    into.length = 0;
    pushValueKey(kind, bytes, { start, end: start + (lengths[column] ?? 0) }, into);
    const order = compareBytes(into.bytes.subarray(0, into.length), wanted);
    return accepts(order);
  };
}

const comparisons: Readonly<Partial<Record<FilterOperator, (order: number) => boolean>>> = {
  equals: (order) => order === 0,
  notEquals: (order) => order !== 0,
  less: (order) => order < 0,
  lessOrEqual: (order) => order <= 0,
  greater: (order) => order > 0,
  greaterOrEqual: (order) => order >= 0,
};
