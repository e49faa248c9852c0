import type { ResultColumn } from '../../../core/query/session';
import {
  booleanValues,
  byteaValues,
  type ColumnValues,
  fixedValues,
  putDate,
  putDecimal,
  putDouble,
  putFloat,
  putInt32,
  putInt64,
  putTime,
  putTimestamp,
  putUuid,
  textValues,
} from './columnValues';
import { bool, i32, struct, type ThriftValue } from './thrift';

/** Parquet's physical types. Source: parquet.thrift. */
export const physicalTypes = {
  boolean: 0,
  int32: 1,
  int64: 2,
  float: 4,
  double: 5,
  bytes: 6,
  fixed: 7,
} as const;

/** What a value of PostgreSQL is in Parquet. */
export interface ValueType {
  readonly physical: keyof typeof physicalTypes;
  /** Bytes of each value of the physical type `fixed`. */
  readonly length?: number;
  /** ConvertedType, which old readers know. */
  readonly converted?: number;
  readonly decimal?: { readonly precision: number; readonly scale: number };
  /** LogicalType. */
  readonly logical?: ThriftValue;
  /** Some values of the type of PostgreSQL do not fit, such as infinity. */
  readonly isNarrow: boolean;
  readonly values: () => ColumnValues;
}

export interface ColumnType {
  readonly element: ValueType;
  readonly isList: boolean;
}

/**
 * The type of a column. Whatever has no exact counterpart (intervals, ranges, a numeric without a precision, …) is text, as
 * PostgreSQL prints it. With `asText`, so is everything of which some values would not fit.
 */
export function columnType(
  { typeOid, typeModifier }: Pick<ResultColumn, 'typeOid' | 'typeModifier'>,
  asText: boolean,
): ColumnType {
  const elementOid = elementTypes[typeOid];
  const element = valueType(elementOid ?? typeOid, typeModifier) ?? textType;
  const isNarrow = element.isNarrow || elementOid !== undefined;
  return asText && isNarrow
    ? { element: textType, isList: false }
    : { element, isList: elementOid !== undefined };
}

const textType: ValueType = {
  physical: 'bytes',
  converted: 0,
  logical: struct([1, struct()]),
  isNarrow: false,
  values: textValues,
};

const jsonType: ValueType = { ...textType, converted: 19, logical: struct([12, struct()]) };

const integer = (bits: 8 | 16 | 32 | 64, converted: number): Pick<ValueType, 'converted' | 'logical'> => ({
  converted,
  // The width is an i8 in Thrift; written as i32 it would be another type.
  logical: struct([10, struct([1, { kind: 'i8', value: bits }], [2, bool(true)])]),
});

const micros = struct([2, struct()]);
const wide = { isNarrow: false };

/** By the OID of the type (pg_type.dat). */
const plainTypes: Readonly<Record<number, ValueType>> = {
  16: { physical: 'boolean', ...wide, values: booleanValues },
  17: { physical: 'bytes', ...wide, values: byteaValues },
  20: { physical: 'int64', ...integer(64, 18), ...wide, values: () => fixedValues(8, putInt64) },
  21: { physical: 'int32', ...integer(16, 16), ...wide, values: () => fixedValues(4, putInt32) },
  23: { physical: 'int32', ...integer(32, 17), ...wide, values: () => fixedValues(4, putInt32) },
  26: { physical: 'int64', ...integer(64, 18), ...wide, values: () => fixedValues(8, putInt64) },
  114: jsonType,
  700: { physical: 'float', ...wide, values: () => fixedValues(4, putFloat) },
  701: { physical: 'double', ...wide, values: () => fixedValues(8, putDouble) },
  1082: {
    physical: 'int32',
    converted: 6,
    logical: struct([6, struct()]),
    isNarrow: true,
    values: () => fixedValues(4, putDate),
  },
  1083: {
    physical: 'int64',
    logical: struct([7, struct([1, bool(false)], [2, micros])]),
    isNarrow: true,
    values: () => fixedValues(8, putTime),
  },
  1114: {
    physical: 'int64',
    // Without a zone it has no converted type: that one means UTC.
    logical: struct([8, struct([1, bool(false)], [2, micros])]),
    isNarrow: true,
    values: () => fixedValues(8, putTimestamp),
  },
  1184: {
    physical: 'int64',
    converted: 10,
    logical: struct([8, struct([1, bool(true)], [2, micros])]),
    isNarrow: true,
    values: () => fixedValues(8, putTimestamp),
  },
  2950: {
    physical: 'fixed',
    length: 16,
    logical: struct([14, struct()]),
    ...wide,
    values: () => fixedValues(16, putUuid),
  },
  3802: jsonType,
};

/** The types of elements by the OID of the array type (pg_type.dat); box[] has another delimiter and stays text. */
const elementTypes: Readonly<Record<number, number>> = {
  ...{ 1000: 16, 1001: 17, 1002: 18, 1003: 19, 1005: 21, 1007: 23, 1009: 25, 1014: 1042, 1015: 1043 },
  ...{ 1016: 20, 1021: 700, 1022: 701, 1028: 26, 1041: 869, 651: 650, 1040: 829, 775: 774, 1115: 1114 },
  ...{ 1182: 1082, 1183: 1083, 1185: 1184, 1187: 1186, 1231: 1700, 1270: 1266, 1561: 1560, 1563: 1562 },
  ...{ 199: 114, 3807: 3802, 2951: 2950, 143: 142, 791: 790, 3221: 3220 },
};

function valueType(typeOid: number, typeModifier: number): ValueType | undefined {
  return typeOid === 1700 ? decimalType(typeModifier) : plainTypes[typeOid];
}

/** A numeric with a precision of up to 38 digits. Source of the modifier: numeric.c. */
function decimalType(typeModifier: number): ValueType | undefined {
  if (typeModifier < 4) {
    return undefined;
  }
  const packed = typeModifier - 4;
  const declared = (packed >> 16) & 0xffff;
  // Eleven bits with a sign: the scale may be negative, or larger than the precision.
  const declaredScale = ((packed & 0x7ff) ^ 1024) - 1024;
  const scale = Math.max(0, declaredScale);
  const precision = Math.max(declared - Math.min(0, declaredScale), scale);
  if (precision > 38) {
    return undefined;
  }
  const size = precision <= 9 ? 4 : precision <= 18 ? 8 : 16;
  return {
    physical: size === 4 ? 'int32' : size === 8 ? 'int64' : 'fixed',
    ...(size === 16 && { length: 16 }),
    converted: 5,
    decimal: { precision, scale },
    logical: struct([5, struct([1, i32(scale)], [2, i32(precision)])]),
    isNarrow: true,
    values: () => fixedValues(size, putDecimal(scale, size)),
  };
}
