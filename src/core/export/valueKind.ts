import type { Cell } from '../ports';
import type { ResultColumn } from '../query/session';

/** int8, int2, int4, oid, float4, float8, numeric (src/include/catalog/pg_type.dat). */
const numberTypes: ReadonlySet<number> = new Set([20, 21, 23, 26, 700, 701, 1700]);
const boolType = 16;
const jsonTypes: ReadonlySet<number> = new Set([114, 3802]);

/** What a value is to a format that knows numbers, truth values and JSON. NaN and Infinity are texts there. */
export type ValueKind = 'null' | 'number' | 'boolean' | 'json' | 'text';

export function valueKind(cell: Cell, column: ResultColumn | undefined): ValueKind {
  if (cell === null) {
    return 'null';
  }
  const type = column?.typeOid ?? 0;
  if (numberTypes.has(type)) {
    return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(cell) ? 'number' : 'text';
  }
  if (type === boolType) {
    return cell === 't' || cell === 'f' ? 'boolean' : 'text';
  }
  return jsonTypes.has(type) ? 'json' : 'text';
}

export function isNumberType(column: ResultColumn | undefined): boolean {
  return numberTypes.has(column?.typeOid ?? 0);
}

/** `select 1 as a, 2 as a` is allowed, but an object has each key once. */
export function uniqueNames(columns: readonly ResultColumn[]): readonly string[] {
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
