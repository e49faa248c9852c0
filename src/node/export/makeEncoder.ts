import { exportFormats } from '../../core/export/exportFormat';
import type { EncodeTask } from './encodeMessages';
import type { Encoder, Write } from './encoder';
import { ParquetEncoder } from './parquet/parquetEncoder';
import { TextFileEncoder } from './textFileEncoder';
import { XlsxEncoder } from './xlsx/xlsxEncoder';

/** The encoder of a format. */
export function makeEncoder({ format, options, columns }: Omit<EncodeTask, 'path'>, write: Write): Encoder {
  if (format === 'parquet') {
    return new ParquetEncoder(columns, options, write);
  }
  if (format === 'xlsx') {
    return new XlsxEncoder(columns, options, write);
  }
  const writer = exportFormats.find(({ id }) => id === format)?.writer;
  if (!writer) {
    throw new Error(`The format ${format} has no writer.`);
  }
  return new TextFileEncoder(writer, columns, options, write);
}
