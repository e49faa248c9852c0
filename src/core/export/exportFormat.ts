import { insertWriter } from './formats/insert';
import { jsonWriter, ndjsonWriter } from './formats/json';
import { markdownWriter } from './formats/markdown';
import { csvWriter, tsvWriter } from './formats/separated';
import type { MakeWriter } from './rowWriter';

/** A format that a result can be written in. */
export interface ExportFormat {
  readonly id: string;
  readonly label: string;
  /** What it is good for, and how NULL is written. */
  readonly description: string;
  /** Of the file, without a dot. */
  readonly extension: string;
  readonly writer: MakeWriter;
}

export const exportFormats: readonly ExportFormat[] = [
  {
    ...{ id: 'csv', label: 'CSV', extension: 'csv', writer: csvWriter },
    description: 'as COPY writes it: NULL is empty, an empty text is ""',
  },
  {
    ...{ id: 'tsv', label: 'TSV', extension: 'tsv', writer: tsvWriter },
    description: 'as spreadsheets paste it: NULL is empty',
  },
  {
    ...{ id: 'json', label: 'JSON', extension: 'json', writer: jsonWriter },
    description: 'an array of objects; every digit is kept',
  },
  {
    ...{ id: 'ndjson', label: 'NDJSON', extension: 'ndjson', writer: ndjsonWriter },
    description: 'an object in each line',
  },
  {
    ...{ id: 'insert', label: 'INSERT', extension: 'sql', writer: insertWriter },
    description: 'statements of 500 rows each',
  },
  {
    ...{ id: 'markdown', label: 'Markdown', extension: 'md', writer: markdownWriter },
    description: 'a table; NULL is empty',
  },
];
