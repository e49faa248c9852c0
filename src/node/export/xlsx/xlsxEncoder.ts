import { Zip, ZipDeflate } from 'fflate';
import { UserError } from '../../../base/userError';
import type { ExportOptions } from '../../../core/export/exportOptions';
import { countWords } from '../../../core/explorer/measures';
import type { ResultColumn } from '../../../core/query/session';
import { decodeDataRow } from '../../pg/wire/backendMessages';
import { decodeText } from '../../pg/wire/decodeText';
import type { Encoder, Write } from '../encoder';
import {
  cellStyles,
  cellWriter,
  type CellWriter,
  longestText,
  type SheetLosses,
  textCell,
} from './sheetCells';
import { sheetHead, sheetTail, workbookParts } from './workbookParts';

/** Rows of one worksheet, with the line of the names; Excel's own limit. */
export const sheetRows = 1_048_576;

/** Text is packed when it has so many UTF-16 units. */
const chunk = 256 * 1024;

/** The ZIP that is written knows no larger file; 64 MB are left for what waits. */
const largestZip = 0xffff_ffff - 64 * 1024 * 1024;

/** Writes a workbook, worksheet by worksheet; what stands in one is packed as it comes. */
export class XlsxEncoder implements Encoder {
  private readonly zip: Zip;
  private readonly writers: readonly CellWriter[];
  private readonly letters: readonly string[];
  private readonly losses: SheetLosses = { cut: 0, rounded: 0 };
  private readonly sheets: string[] = [];
  private sheet: ZipDeflate | undefined;
  private waiting: Uint8Array[] = [];
  private packed = 0;
  private unpacked = 0;
  private text: string[] = [];
  private length = 0;
  private rows = 0;
  private failure: Error | undefined;

  constructor(
    private readonly columns: readonly ResultColumn[],
    private readonly options: Pick<ExportOptions, 'header'> & { readonly sheetRows?: number },
    private readonly write: Write,
  ) {
    this.writers = columns.map(cellWriter);
    this.letters = columns.map((_, index) => columnLetters(index));
    this.zip = new Zip((error, bytes) => {
      this.failure ??= error ?? undefined;
      this.waiting.push(bytes);
      this.packed += bytes.length;
    });
  }

  row(row: Buffer): void {
    if (!this.sheet || this.rows >= (this.options.sheetRows ?? sheetRows)) {
      this.nextSheet();
    }
    const cells = decodeDataRow(row, (bytes, start, end) => decodeText(bytes.subarray(start, end)));
    this.addRow(cells.map((cell, index) => this.writers[index]?.(cell, this.losses) ?? ''));
  }

  async flush(): Promise<void> {
    if (this.length >= chunk) {
      this.pack(false);
      await this.put();
    }
  }

  async finish(): Promise<readonly string[]> {
    if (!this.sheet) {
      this.nextSheet();
    }
    this.endSheet();
    for (const [path, content] of workbookParts(this.sheets)) {
      const part = new ZipDeflate(path, { level: 6 });
      this.zip.add(part);
      part.push(Buffer.from(content), true);
    }
    this.zip.end();
    await this.put();
    return this.notes();
  }

  private nextSheet(): void {
    this.endSheet();
    this.sheets.push(this.sheets.length === 0 ? 'Result' : `Result ${this.sheets.length + 1}`);
    this.sheet = new ZipDeflate(`xl/worksheets/sheet${this.sheets.length}.xml`, { level: 1 });
    this.zip.add(this.sheet);
    this.rows = 0;
    this.unpacked = 0;
    this.add(sheetHead(this.options.header));
    if (this.options.header) {
      const style = ` s="${cellStyles.heading}"`;
      this.addRow(this.columns.map((column) => textCell(heading(column), this.losses, style)));
    }
  }

  private endSheet(): void {
    if (this.sheet) {
      this.add(sheetTail);
      this.pack(true);
    }
  }

  private addRow(cells: readonly string[]): void {
    this.rows++;
    const { rows, letters } = this;
    const written = cells.map((cell, index) =>
      cell === '' ? '' : `<c r="${letters[index] ?? ''}${rows}"${cell}`,
    );
    this.add(`<row r="${rows}">${written.join('')}</row>`);
  }

  private add(text: string): void {
    this.text.push(text);
    this.length += text.length;
  }

  private pack(isLast: boolean): void {
    const bytes = Buffer.from(this.text.join(''));
    this.text = [];
    this.length = 0;
    this.unpacked += bytes.length;
    this.sheet?.push(bytes, isLast);
    if (this.packed > largestZip || this.unpacked > largestZip) {
      throw new UserError(
        'The workbook would become larger than 4 GB, which Excel does not open. Nothing was written. Export as Parquet or CSV instead.',
      );
    }
  }

  private async put(): Promise<void> {
    if (this.failure) {
      throw this.failure;
    }
    const { waiting } = this;
    this.waiting = [];
    await this.write(Buffer.concat(waiting));
  }

  private notes(): readonly string[] {
    const { cut, rounded } = this.losses;
    return [
      ...(cut > 0
        ? [
            `${counted(cut, 'text')} longer than ${countWords(longestText)} characters, Excel's limit, ${were(cut)} cut.`,
          ]
        : []),
      ...(rounded > 0
        ? [`${counted(rounded, 'time')} ${were(rounded)} rounded to milliseconds, which is what Excel keeps.`]
        : []),
      ...(this.sheets.length > 1
        ? [`The rows are in ${this.sheets.length} sheets, because one holds ${countWords(sheetRows)}.`]
        : []),
    ];
  }
}

function heading({ name, typeOid }: ResultColumn): string {
  return typeOid === 1184 ? `${name} (UTC)` : name;
}

/** `A`, `Z`, `AA`. */
function columnLetters(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? columnLetters(rest - 1) : '') + String.fromCharCode(65 + (index % 26));
}

function counted(count: number, noun: string): string {
  return `${countWords(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were';
}
