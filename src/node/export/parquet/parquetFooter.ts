import type { Column } from './column';
import { physicalTypes } from './columnTypes';
import { encodeThrift, i32, i64, list, struct, text, type ThriftValue } from './thrift';

/** Where a column of a row group stands in the file. */
export interface ChunkPlace {
  readonly column: Column;
  readonly offset: number;
  readonly count: number;
  /** With the header of its page. */
  readonly packed: number;
  readonly unpacked: number;
}

export interface RowGroup {
  readonly rows: number;
  readonly chunks: readonly ChunkPlace[];
}

const plain = i32(0);
const runLength = i32(3);
const snappy = i32(1);
const required = i32(0);
const optional = i32(1);
const repeated = i32(2);

/** The header of a page of plain values. Source: parquet.thrift, PageHeader. */
export function pageHeader(count: number, unpacked: number, packed: number): Buffer {
  const dataPage = struct([1, i32(count)], [2, plain], [3, runLength], [4, runLength]);
  return encodeThrift(struct([1, i32(0)], [2, i32(unpacked)], [3, i32(packed)], [5, dataPage]));
}

/** The footer. Source: parquet.thrift, FileMetaData. */
export function footer(columns: readonly Column[], groups: readonly RowGroup[]): Buffer {
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  const root = struct([3, required], [4, text('root')], [5, i32(columns.length)]);
  return encodeThrift(
    struct(
      [1, i32(2)],
      [2, list('struct', [root, ...columns.flatMap(schemaElements)])],
      [3, i64(rows)],
      [4, list('struct', groups.map(rowGroup))],
      [6, text('Lakehouse Postgres')],
    ),
  );
}

function schemaElements({ name, type }: Column): readonly ThriftValue[] {
  if (!type.isList) {
    return [leaf(name, type.element)];
  }
  const group = struct([3, optional], [4, text(name)], [5, i32(1)], [6, i32(3)], [10, struct([3, struct()])]);
  const middle = struct([3, repeated], [4, text('list')], [5, i32(1)]);
  return [group, middle, leaf('element', type.element)];
}

function leaf(name: string, element: Column['type']['element']): ThriftValue {
  const { physical, length, converted, decimal, logical } = element;
  return struct(
    [1, i32(physicalTypes[physical])],
    [2, length === undefined ? undefined : i32(length)],
    [3, optional],
    [4, text(name)],
    [6, converted === undefined ? undefined : i32(converted)],
    [7, decimal && i32(decimal.scale)],
    [8, decimal && i32(decimal.precision)],
    [10, logical],
  );
}

function rowGroup({ rows, chunks }: RowGroup): ThriftValue {
  const size = chunks.reduce((sum, chunk) => sum + chunk.unpacked, 0);
  return struct([1, list('struct', chunks.map(columnChunk))], [2, i64(size)], [3, i64(rows)]);
}

function columnChunk({ column, offset, count, packed, unpacked }: ChunkPlace): ThriftValue {
  const { name, type } = column;
  const path = type.isList ? [name, 'list', 'element'] : [name];
  const metadata = struct(
    [1, i32(physicalTypes[type.element.physical])],
    [2, list('i32', [plain, runLength])],
    [3, list('text', path.map(text))],
    [4, snappy],
    [5, i64(count)],
    [6, i64(unpacked)],
    [7, i64(packed)],
    [9, i64(offset)],
  );
  return struct([2, i64(offset)], [3, metadata]);
}
