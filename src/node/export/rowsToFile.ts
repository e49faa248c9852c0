import { UserError } from '../../base/userError';
import { countWords } from '../../core/explorer/measures';
import { freeIfWhole } from '../freeMemory';
import { maxRowBytes } from '../pg/sizes';
import { rowHeader } from '../pg/wire/forEachRow';
import type { EncodeTask } from './encodeMessages';
import type { Encoder } from './encoder';
import type { ExportReport } from './exportReport';
import { makeEncoder } from './makeEncoder';
import { OutputFile } from './outputFile';

/** Rows between two looks at how much there is to write. */
const rowsPerFlush = 256;

/** Encodes DataRow messages into a file. Calls never overlap. */
export class RowsToFile {
  private readonly file: OutputFile;
  private readonly encoder: Encoder;
  /** A message that is not here whole, in pieces. */
  private pieces: Buffer[] = [];
  private pending = 0;
  rows = 0;

  constructor(task: EncodeTask) {
    const gzip = task.options.gzip && task.format !== 'parquet' && task.format !== 'xlsx';
    this.encoder = makeEncoder(task, {
      write: (bytes) => this.file.write(bytes),
      writeThrough: (bytes) => this.file.writeThrough(bytes),
    });
    this.file = new OutputFile(task.path, { gzip });
  }

  /** Bytes that were written, before they were packed. */
  get bytes(): number {
    return this.file.bytes;
  }

  /** Takes the bytes over. @throws UserError for a value that cannot be written, or when the disk takes no more */
  async add(messages: Uint8Array): Promise<void> {
    let data = Buffer.from(messages.buffer, messages.byteOffset, messages.byteLength);
    if (this.pending > 0) {
      this.pieces.push(data);
      this.pending += data.length;
      const wanted = this.wanted();
      if (this.pending < wanted) {
        return;
      }
      data = Buffer.concat(this.pieces);
      this.pieces = [];
      this.pending = 0;
    }
    const rest = await this.encode(data);
    if (rest.length > 0) {
      // A copy, so that the piece does not hold the bytes before it.
      this.pieces = [Buffer.from(rest)];
      this.pending = rest.length;
      this.wanted();
    }
    freeIfWhole(data);
  }

  async finish(): Promise<ExportReport> {
    const notes = await this.encoder.finish();
    const bytes = await this.file.finish();
    return { rows: this.rows, bytes, notes };
  }

  /** Removes what was written. Does not fail. */
  discard(): Promise<void> {
    return this.file.discard();
  }

  private async encode(data: Buffer): Promise<Buffer> {
    let at = 0;
    while (at + rowHeader <= data.length) {
      const next = at + 1 + data.readInt32BE(at + 1);
      if (next > data.length) {
        break;
      }
      this.encoder.row(data.subarray(at + rowHeader, next));
      this.rows++;
      at = next;
      if (this.rows % rowsPerFlush === 0) {
        await this.encoder.flush();
      }
    }
    await this.encoder.flush();
    return data.subarray(at);
  }

  /** Bytes of the message that is not here whole. */
  private wanted(): number {
    const first = this.pieces[0];
    const length = first && first.length >= rowHeader ? 1 + first.readInt32BE(1) : rowHeader;
    if (length > maxRowBytes) {
      throw new UserError(
        `Row ${countWords(this.rows + 1)} has ${Math.round(length / 1024 / 1024)} MB, more than the ${maxRowBytes / 1024 / 1024} MB that this format ` +
          'can take. Nothing was written. Export the query as CSV or TSV, which knows no limit, or leave out the large value.',
      );
    }
    return length;
  }
}
