import type { ResultColumn } from '../query/session';

/** How the values of a type are put in order. */
export type OrderKind =
  | 'number'
  | 'money'
  | 'moment'
  | 'timeWithZone'
  | 'interval'
  | 'padded'
  | 'bytes'
  | 'address'
  | 'place'
  | 'logPosition'
  | 'exact'
  | 'text'
  | 'other';

/** By the object ids of the built-in types. Source: src/include/catalog/pg_type.dat; they never change. */
const kinds: ReadonlyMap<number, OrderKind> = new Map([
  ...ofKind('number', 20, 21, 23, 26, 28, 29, 700, 701, 1700, 5069),
  ...ofKind('money', 790),
  // date, timestamp, timestamptz
  ...ofKind('moment', 1082, 1114, 1184),
  ...ofKind('timeWithZone', 1266),
  ...ofKind('interval', 1186),
  // bpchar: spaces at the end do not count.
  ...ofKind('padded', 1042),
  ...ofKind('bytes', 17),
  ...ofKind('address', 869, 650),
  // tid
  ...ofKind('place', 27),
  ...ofKind('logPosition', 3220),
  // bool, time, uuid, macaddr, macaddr8, bit, varbit: their texts are in the order of their values.
  ...ofKind('exact', 16, 1083, 2950, 829, 774, 1560, 1562),
  // "char", name, text, varchar
  ...ofKind('text', 18, 19, 25, 1043),
]);

export function orderKind({ typeOid }: Pick<ResultColumn, 'typeOid'>): OrderKind {
  return kinds.get(typeOid) ?? 'other';
}

/** In which order rows stand that are sorted by a column, for the user. */
export function orderWords(column: ResultColumn): string {
  switch (orderKind(column)) {
    case 'text':
    case 'padded':
      return 'text by code point, as COLLATE "C"';
    case 'other':
      return `${column.typeName} by code point of its text, which may differ from the server’s order`;
    case 'number':
    case 'money':
    case 'moment':
    case 'timeWithZone':
    case 'interval':
    case 'bytes':
    case 'address':
    case 'place':
    case 'logPosition':
    case 'exact':
      return 'by value, as the server does';
  }
}

function ofKind(kind: OrderKind, ...types: readonly number[]): (readonly [number, OrderKind])[] {
  return types.map((type) => [type, kind] as const);
}
