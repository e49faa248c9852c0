/** Types of Thrift's compact protocol. Source: thrift-compact-protocol.md. */
const types = { true: 1, false: 2, i8: 3, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;

/** A value of a field in Thrift's compact protocol: what Parquet's headers and footer are written in. */
export type ThriftValue =
  | { readonly kind: 'i8' | 'i32' | 'i64'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'list'; readonly of: 'i32' | 'text' | 'struct'; readonly values: readonly ThriftValue[] }
  | { readonly kind: 'struct'; readonly fields: ThriftFields };

/** Field numbers in rising order, and their values; undefined for one that is left out. */
export type ThriftFields = readonly (readonly [number, ThriftValue | undefined])[];

export const i32 = (value: number): ThriftValue => ({ kind: 'i32', value });
export const i64 = (value: number): ThriftValue => ({ kind: 'i64', value });
export const bool = (value: boolean): ThriftValue => ({ kind: 'bool', value });
export const text = (value: string): ThriftValue => ({ kind: 'text', value });
export const struct = (...fields: ThriftFields): ThriftValue => ({ kind: 'struct', fields });
export const list = (of: 'i32' | 'text' | 'struct', values: readonly ThriftValue[]): ThriftValue => ({
  kind: 'list',
  of,
  values,
});

/** The bytes of a struct. */
export function encodeThrift(value: ThriftValue): Buffer {
  const bytes: number[] = [];
  write(bytes, value);
  return Buffer.from(bytes);
}

/** An integer of any size in groups of seven bits. */
export function varint(bytes: number[], value: number): void {
  let left = value;
  while (left >= 0x80) {
    bytes.push((left % 0x80) | 0x80);
    left = Math.floor(left / 0x80);
  }
  bytes.push(left);
}

function write(bytes: number[], value: ThriftValue): void {
  switch (value.kind) {
    case 'i8':
      bytes.push(value.value & 0xff);
      return;
    case 'i32':
    case 'i64':
      varint(bytes, value.value < 0 ? -2 * value.value - 1 : 2 * value.value);
      return;
    case 'bool':
      bytes.push(value.value ? types.true : types.false);
      return;
    case 'text': {
      const encoded = Buffer.from(value.value);
      varint(bytes, encoded.length);
      bytes.push(...encoded);
      return;
    }
    case 'list':
      writeList(bytes, value.of, value.values);
      return;
    case 'struct':
      writeFields(bytes, value.fields);
  }
}

function writeList(bytes: number[], of: 'i32' | 'text' | 'struct', values: readonly ThriftValue[]): void {
  const type = of === 'text' ? types.binary : types[of];
  if (values.length < 15) {
    bytes.push((values.length << 4) | type);
  } else {
    bytes.push(0xf0 | type);
    varint(bytes, values.length);
  }
  for (const each of values) {
    write(bytes, each);
  }
}

function writeFields(bytes: number[], fields: ThriftFields): void {
  let last = 0;
  for (const [id, value] of fields) {
    if (value !== undefined) {
      bytes.push(((id - last) << 4) | typeOf(value));
      last = id;
      if (value.kind !== 'bool') {
        write(bytes, value);
      }
    }
  }
  bytes.push(0);
}

function typeOf(value: ThriftValue): number {
  switch (value.kind) {
    case 'bool':
      return value.value ? types.true : types.false;
    case 'text':
      return types.binary;
    case 'i8':
    case 'i32':
    case 'i64':
    case 'list':
    case 'struct':
      return types[value.kind];
  }
}
