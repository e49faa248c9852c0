import type { ExportOptions } from '../../core/export/exportOptions';
import type { MakeWriter, RowWriter } from '../../core/export/rowWriter';
import type { ResultColumn } from '../../core/query/session';
import { decodeDataRow } from '../pg/wire/backendMessages';
import { decodeText } from '../pg/wire/decodeText';
import type { Encoder, Write } from './encoder';
import { byteOrderMark } from './exportReport';

/** Text is written when it has so many UTF-16 units. */
const chunk = 256 * 1024;

/** Writes rows as text, by the writer of a format. */
export class TextFileEncoder implements Encoder {
  private readonly writer: RowWriter;
  private parts: string[] = [];
  private length = 0;
  private rows = 0;
  private hasBegun = false;

  constructor(
    make: MakeWriter,
    columns: readonly ResultColumn[],
    private readonly options: ExportOptions,
    private readonly write: Write,
  ) {
    this.writer = make(columns, options);
    this.add(this.writer.head);
  }

  row(row: Buffer): void {
    const cells = decodeDataRow(row, (bytes, start, end) => decodeText(bytes.subarray(start, end)));
    this.add(this.writer.row(cells, this.rows++));
  }

  flush(): void | Promise<void> {
    return this.length >= chunk ? this.put() : undefined;
  }

  async finish(): Promise<readonly string[]> {
    this.add(this.writer.tail(this.rows));
    await this.put();
    return [];
  }

  private add(text: string): void {
    this.parts.push(text);
    this.length += text.length;
  }

  private put(): void | Promise<void> {
    const text = Buffer.from(this.parts.join(''));
    this.parts = [];
    this.length = 0;
    const isFirst = this.options.byteOrderMark && !this.hasBegun;
    this.hasBegun = true;
    return this.write(isFirst ? Buffer.concat([byteOrderMark, text]) : text);
  }
}
