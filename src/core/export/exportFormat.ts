import type { CopyFormat } from './copyStatement';
import { insertWriter } from './formats/insert';
import { jsonWriter, ndjsonWriter } from './formats/json';
import { markdownWriter } from './formats/markdown';
import { copyTextWriter, csvWriter, tsvWriter } from './formats/separated';
import type { ExportOptions } from './exportOptions';
import type { MakeWriter } from './rowWriter';

export type ExportFormatId = CopyFormat | 'json' | 'ndjson' | 'parquet' | 'xlsx' | 'insert' | 'markdown';

/** A format that a result can be written in. */
export interface ExportFormat {
  readonly id: ExportFormatId;
  readonly label: string;
  /** What it is good for, and how NULL is written. */
  readonly description: string;
  /** Of the file, without a dot. */
  readonly extension: string;
  /** Writes text; undefined for a format of bytes. */
  readonly writer: MakeWriter | undefined;
  /** The format in which COPY writes the same, so that the server can do it. */
  readonly copy: CopyFormat | undefined;
  /** What the user may choose. */
  readonly options: readonly (keyof ExportOptions)[];
}

const text = ['byteOrderMark', 'gzip'] as const;

export const exportFormats: readonly ExportFormat[] = [
  {
    ...{ id: 'csv', label: 'CSV', extension: 'csv', writer: csvWriter, copy: 'csv' },
    description: 'as COPY writes it: NULL is empty, an empty text is ""',
    options: ['delimiter', 'header', 'nullText', 'quote', ...text, 'guardFormulas'],
  },
  {
    ...{ id: 'tsv', label: 'TSV', extension: 'tsv', writer: tsvWriter, copy: 'tsv' },
    description: 'with tabs: NULL is empty, an empty text is ""',
    options: ['header', 'nullText', 'quote', ...text, 'guardFormulas'],
  },
  {
    ...{ id: 'parquet', label: 'Parquet', extension: 'parquet', writer: undefined, copy: undefined },
    description: 'exact types, packed by column: for DuckDB, Spark, pandas',
    options: ['unfit'],
  },
  {
    ...{ id: 'xlsx', label: 'Excel', extension: 'xlsx', writer: undefined, copy: undefined },
    description: 'numbers, dates and text; a further sheet every 1,048,575 rows',
    options: ['header'],
  },
  {
    ...{ id: 'json', label: 'JSON', extension: 'json', writer: jsonWriter, copy: undefined },
    description: 'an array of objects; every digit is kept',
    options: ['jsonNumbers', 'gzip'],
  },
  {
    ...{ id: 'ndjson', label: 'NDJSON', extension: 'ndjson', writer: ndjsonWriter, copy: undefined },
    description: 'an object in each line',
    options: ['jsonNumbers', 'gzip'],
  },
  {
    ...{ id: 'insert', label: 'INSERT', extension: 'sql', writer: insertWriter, copy: undefined },
    description: 'statements of 500 rows each',
    options: ['target', 'gzip'],
  },
  {
    ...{ id: 'markdown', label: 'Markdown', extension: 'md', writer: markdownWriter, copy: undefined },
    description: 'a table; NULL is empty',
    options: [],
  },
  {
    ...{ id: 'copyText', label: 'COPY Text', extension: 'copy', writer: copyTextWriter, copy: 'copyText' },
    description: 'what COPY reads by default: NULL is \\N',
    options: ['gzip'],
  },
];
