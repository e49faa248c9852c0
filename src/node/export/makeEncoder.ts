import { exportFormats } from '../../core/export/exportFormat';
import type { EncodeTask } from './encodeMessages';
import type { Encoder, EncoderOutput } from './encoder';
import { ParquetEncoder } from './parquet/parquetEncoder';
import { TextFileEncoder } from './textFileEncoder';
import { XlsxEncoder } from './xlsx/xlsxEncoder';

/** The encoder of a format. */
export function makeEncoder(
  { format, options, columns }: Omit<EncodeTask, 'path'>,
  output: EncoderOutput,
): Encoder {
  if (format === 'parquet') {
    return new ParquetEncoder(columns, options, (bytes) => output.writeThrough(bytes));
  }
  if (format === 'xlsx') {
    return new XlsxEncoder(columns, options, output.write);
  }
  const writer = exportFormats.find(({ id }) => id === format)?.writer;
  if (!writer) {
    throw new Error(`The format ${format} has no writer.`);
  }
  return new TextFileEncoder(writer, columns, options, output.write);
}
