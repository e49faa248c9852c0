import type { ResultColumn } from '../../../src/core/query/session';

/** Object ids of the built-in types. Source: pg_type.dat; they never change. */
const numeric = new Set([
  20, // int8
  21, // int2
  23, // int4
  26, // oid
  28, // xid
  29, // cid
  700, // float4
  701, // float8
  790, // money
  1700, // numeric
  5069, // xid8
]);

const usualWidths: ReadonlyMap<number, number> = new Map([
  [16, 56], // bool
  [21, 72], // int2
  [23, 88], // int4
  [20, 104], // int8
  [700, 96], // float4
  [701, 120], // float8
  [1700, 112], // numeric
  [1082, 96], // date
  [1114, 192], // timestamp
  [1184, 216], // timestamptz
  [2950, 264], // uuid
]);

/** Numbers stand to the right, so that their digits line up. */
export function isNumeric(column: ResultColumn): boolean {
  return numeric.has(column.typeOid);
}

/** How wide values of the type usually are, in CSS pixels, before any of them has been seen. */
export function usualWidth(column: ResultColumn): number {
  return usualWidths.get(column.typeOid) ?? 160;
}
