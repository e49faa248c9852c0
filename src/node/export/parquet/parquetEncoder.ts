import { UserError } from '../../../base/userError';
import type { ExportOptions } from '../../../core/export/exportOptions';
import { uniqueNames } from '../../../core/export/valueKind';
import type { ResultColumn } from '../../../core/query/session';
import { countWords } from '../../../core/explorer/measures';
import { decodeText } from '../../pg/wire/decodeText';
import type { Encoder, Write } from '../encoder';
import { Column } from './column';
import type { Slice } from './columnValues';
import { Packer } from './packer';
import { type ChunkPlace, footer, pageHeader, type RowGroup } from './parquetFooter';

/** A row group has so many rows, or bytes if they come first: what is in memory at a time. */
const groupRows = 100_000;
const groupBytes = 32 * 1024 * 1024;

const magic = Buffer.from('PAR1');

/** Writes a Parquet file: row groups of plain values, packed with Snappy. Source: the specification of Apache Parquet. */
export class ParquetEncoder implements Encoder {
  private readonly columns: readonly Column[];
  private readonly groups: RowGroup[] = [];
  private readonly packer = new Packer();
  private readonly slice: Slice = { bytes: magic, start: 0, end: 0 };
  /** How many values of each column did not fit, and the first of them. */
  private readonly unfit = new Map<Column, Missed>();
  private rows = 0;
  private rowsBefore = 0;
  private offset = 0;

  constructor(
    described: readonly ResultColumn[],
    private readonly options: Pick<ExportOptions, 'unfit'>,
    /** Its promise resolves when the bytes are written. */
    private readonly write: Write,
  ) {
    const names = uniqueNames(described);
    const asText = options.unfit === 'text';
    this.columns = described.map((column, index) => new Column(names[index] ?? column.name, column, asText));
  }

  row(row: Buffer): void {
    const { slice } = this;
    slice.bytes = row;
    let at = 2;
    for (const column of this.columns) {
      const length = row.readInt32BE(at);
      at += 4;
      if (length < 0) {
        column.addNull();
        continue;
      }
      slice.start = at;
      slice.end = at + length;
      if (!column.add(slice)) {
        this.miss(column, decodeText(row.subarray(at, at + length)));
      }
      at += length;
    }
    this.rows++;
  }

  async flush(): Promise<void> {
    const bytes = this.columns.reduce((sum, column) => sum + column.bytes, 0);
    if (this.rows >= groupRows || bytes >= groupBytes) {
      await this.endGroup();
    }
  }

  async finish(): Promise<readonly string[]> {
    if (this.rows > 0) {
      await this.endGroup();
    }
    await this.begin();
    const end = footer(this.columns, this.groups);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(end.length);
    await this.put(Buffer.concat([end, length, magic]));
    return this.columns.flatMap((column) => {
      const missed = this.unfit.get(column);
      return missed ? [missedSentence(column.name, missed)] : [];
    });
  }

  private miss(column: Column, value: string): void {
    const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value;
    if (this.options.unfit !== 'null') {
      throw new UserError(
        `Row ${countWords(this.rowsBefore + this.rows + 1)} has ${shown} in ${column.name}, which Parquet's type cannot hold. ` +
          'Nothing was written. Choose to write such values as NULL, or such columns as text, and export again.',
      );
    }
    const known = this.unfit.get(column);
    this.unfit.set(column, { count: (known?.count ?? 0) + 1, first: known?.first ?? shown });
    column.addNull();
  }

  private async endGroup(): Promise<void> {
    await this.begin();
    const chunks: ChunkPlace[] = [];
    for (const column of this.columns) {
      const { parts, count } = column.take();
      const { packed, unpacked } = this.packer.pack(parts);
      const header = pageHeader(count, unpacked, packed.length);
      const { offset } = this;
      await this.put(header);
      await this.put(packed);
      chunks.push({
        ...{ column, offset, count },
        packed: header.length + packed.length,
        unpacked: header.length + unpacked,
      });
    }
    this.groups.push({ rows: this.rows, chunks });
    this.rowsBefore += this.rows;
    this.rows = 0;
  }

  private async begin(): Promise<void> {
    if (this.offset === 0) {
      await this.put(magic);
    }
  }

  private put(bytes: Uint8Array): void | Promise<void> {
    this.offset += bytes.length;
    return this.write(bytes);
  }
}

interface Missed {
  readonly count: number;
  readonly first: string;
}

function missedSentence(name: string, { count, first }: Missed): string {
  const values = count === 1 ? 'One value' : `${countWords(count)} values`;
  return `${values} of ${name} cannot be told in Parquet and ${count === 1 ? 'is' : 'are'} NULL in the file, such as ${first}.`;
}
