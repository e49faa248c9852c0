import assert from 'node:assert/strict';
import type { Cell } from '../../src/core/ports';
import { arrayElements } from '../../src/node/export/parquet/arrayText';
import type { ValuesMatrix } from './valuesMatrix';

/** What a library reads from a cell of a workbook. */
export type SheetCell = string | number | boolean | Date | null;

/** Compares what each way makes of the values with what psql prints, and keeps a table of it. */
export class MatrixReport {
  private readonly ways = new Map<string, readonly string[]>();
  /** The columns with values that Parquet cannot hold, and how many. */
  unfit: readonly (readonly [string, number])[] = [];

  constructor(private readonly matrix: ValuesMatrix) {}

  same(way: string, rows: readonly (readonly Cell[])[]): void {
    this.compare(way, rows, (actual, expected, type) => actual === expectedJson(way, expected, type));
  }

  /** The way was compared by the test itself. */
  note(way: string): void {
    this.ways.set(
      way,
      this.matrix.types.map(() => '='),
    );
  }

  parquet(types: readonly string[], rows: readonly (readonly Cell[])[]): void {
    const unfit = this.matrix.names.map(() => 0);
    this.compare('Parquet', rows, (actual, expected, type, index) => {
      if (actual === null && expected !== null && isUnfit(expected)) {
        unfit[index] = (unfit[index] ?? 0) + 1;
        return true;
      }
      return sameInParquet(actual, expected, types[index] ?? '', type);
    });
    this.unfit = this.matrix.names.flatMap((name, index) =>
      unfit[index] ? [[name, unfit[index]] as const] : [],
    );
    this.ways.set(
      'Parquet',
      types.map((type, index) => (unfit[index] ? `${type}, ${unfit[index]} NULL` : type)),
    );
  }

  excel(rows: readonly (readonly SheetCell[])[]): void {
    const kinds = this.matrix.types.map(() => new Set<string>());
    this.compare('XLSX', rows, (actual, expected, type, index) => {
      kinds[index]?.add(actual === null ? '' : actual instanceof Date ? 'date' : typeof actual);
      return sameInSheet(actual, expected, type);
    });
    this.ways.set(
      'XLSX',
      kinds.map((found) =>
        [...found]
          .filter((kind) => kind !== '')
          .sort()
          .join(', '),
      ),
    );
  }

  /** For a person to read. */
  table(): string {
    const ways = [...this.ways.keys()];
    const lines = this.matrix.types.map((type, index) => [
      type,
      ...ways.map((way) => this.ways.get(way)?.[index] ?? ''),
    ]);
    const rule = ways.map(() => '---');
    return [['type', ...ways], ['---', ...rule], ...lines]
      .map((line) => `| ${line.join(' | ')} |`)
      .join('\n');
  }

  private compare<T>(
    way: string,
    rows: readonly (readonly T[])[],
    isSame: (actual: T | null, expected: Cell, type: string, index: number) => boolean,
  ): void {
    const wrong: string[] = [];
    this.matrix.rows.forEach((row, at) =>
      row.forEach((expected, index) => {
        const actual = rows[at]?.[index] ?? null;
        const type = this.matrix.types[index] ?? '';
        if (!isSame(actual, expected, type, index)) {
          wrong.push(`${type}: ${shown(expected)} became ${shown(actual)}`);
        }
      }),
    );
    assert.deepEqual(wrong, [], way);
    assert.equal(rows.length, this.matrix.rows.length, way);
    this.note(way);
  }
}

/** What DuckDB is asked for, so that a value comes back as text. */
export function parquetText(name: string, type: string): string {
  const element = /^(.*)\[\]$/.exec(type)?.[1];
  return element === undefined
    ? scalarText(name, type)
    : `to_json(list_transform(${name}, lambda x: ${scalarText('x', element)}))::varchar`;
}

function scalarText(name: string, type: string): string {
  switch (type) {
    case 'BOOLEAN':
      return `case when ${name} then 't' when not ${name} then 'f' end`;
    case 'BLOB':
      return `'\\x' || lower(hex(${name}))`;
    case 'DATE':
    case 'TIMESTAMP':
    case 'TIMESTAMP WITH TIME ZONE':
      return `regexp_replace(${name}::varchar, '^(.*) \\(BC\\)(.*)$', '\\1\\2 BC')`;
    default:
      return `${name}::varchar`;
  }
}

/** JSON's null and NULL are one in a file of JSON, and a JSON value loses its line breaks. */
function expectedJson(way: string, expected: Cell, type: string): Cell {
  const isJson = (type === 'json' || type === 'jsonb') && /json/i.test(way);
  return isJson && expected !== null
    ? expected === 'null'
      ? null
      : expected.replace(/[\n\r]+/g, ' ')
    : expected;
}

/** Values that Parquet's types do not know. */
function isUnfit(text: string): boolean {
  return /^-?infinity$|NaN|^\{infinity\}$|^\{\{|^\[0:1\]|^24:00|^2942(76|47)/.test(text);
}

function sameInParquet(actual: Cell, expected: Cell, type: string, declared: string): boolean {
  if (actual === null || expected === null) {
    return actual === expected;
  }
  if (type.endsWith('[]')) {
    const elements = JSON.parse(actual) as readonly Cell[];
    const wanted = arrayElements(expected) ?? [];
    const element = type.slice(0, -2);
    return (
      elements.length === wanted.length &&
      elements.every((each, index) => sameInParquet(each, wanted[index] ?? null, element, declared))
    );
  }
  if (type === 'FLOAT' || type === 'DOUBLE') {
    const fit = type === 'FLOAT' ? Math.fround : Number;
    return Object.is(fit(numberOf(actual)), fit(numberOf(expected)));
  }
  return actual === expected;
}

function numberOf(text: string): number {
  return Number(text.replace(/^(-?)inf$/i, '$1Infinity'));
}

function sameInSheet(actual: SheetCell, expected: Cell, type: string): boolean {
  if (expected === null || expected === '') {
    return actual === null || actual === '';
  }
  if (typeof actual === 'boolean') {
    return (actual ? 't' : 'f') === expected;
  }
  if (typeof actual === 'number') {
    return Object.is(actual, Number(expected)) || (actual === 0 && Number(expected) === 0);
  }
  if (actual instanceof Date) {
    const iso =
      expected.length === 10 ? `${expected}T00:00:00Z` : expected.replace(' ', 'T').replace(/(\+00)?$/, 'Z');
    return Math.abs(actual.getTime() - Date.parse(iso)) <= (type.startsWith('timestamp') ? 1 : 0);
  }
  return actual === expected.slice(0, 32_767);
}

function shown(value: unknown): string {
  const text = value instanceof Date ? value.toISOString() : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}… (${text.length})` : text;
}
