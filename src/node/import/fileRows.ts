import { UserError } from '../../base/userError';
import { countWords } from '../../core/explorer/measures';
import { type ImportFormat, rowReader } from '../../core/import/importFormat';
import type { ImportTarget } from '../../core/import/importStatements';
import type { FileRow } from '../../core/import/separatedReader';
import type { Session } from '../../core/query/session';
import type { ServerError } from '../../core/sql/serverError';
import { type Encoding, importText } from './importText';

export interface ImportJob {
  readonly path: string;
  readonly encoding: Encoding;
  readonly format: ImportFormat;
  readonly target: ImportTarget;
  /** How many values each row of the file has. */
  readonly width: number;
}

export interface ImportProgress {
  readonly rows: number;
  /** Of the file, as it is on the disk. */
  readonly bytes: number;
}

export interface ImportRun {
  readonly session: Session;
  readonly progress: (progress: ImportProgress) => void;
  readonly signal: AbortSignal;
  /** By INSERT, for a server that takes no data by COPY: the sandbox. */
  readonly byInsert?: boolean;
}

/** A row that the server did not take. Nothing was imported. */
export class FailedRowError extends UserError {
  constructor(
    message: string,
    /** In the file, from 1. */
    readonly line: number,
  ) {
    super(message);
  }
}

/** The rows of a file, one part of it at a time. @throws UserError for a row of another width */
export async function* fileRows(
  job: Omit<ImportJob, 'target'>,
  run: Pick<ImportRun, 'progress' | 'signal'>,
): AsyncGenerator<readonly FileRow[]> {
  const reader = rowReader(job.format);
  let rows = 0;
  let bytes = 0;
  const read = (now: number) => (bytes = now);
  for await (const text of importText(job.path, job.encoding, { signal: run.signal, read })) {
    const found = reader.push(text);
    rows += found.length;
    run.progress({ rows, bytes });
    yield checked(found, job.width);
  }
  yield checked(reader.finish(), job.width);
}

/** Says where in the file the row is that the server did not take, and why. */
export function failedRowError(
  { fields }: ServerError,
  { cells, line }: FileRow,
  column?: string,
): FailedRowError {
  const place = column === undefined ? '' : `, column ${column}`;
  const values = cells.map((cell) => cell ?? 'NULL').join(' | ');
  const read = values.length > 300 ? `${values.slice(0, 300)}…` : values;
  const said = [fields.message, fields.detail].filter((part) => part !== undefined);
  const why = said.map((part) => part.replace(/\.$/, '')).join('. ');
  return new FailedRowError(
    `Line ${countWords(line)}${place}: ${why}. Nothing was imported. The row reads: ${read}`,
    line,
  );
}

function checked(rows: readonly FileRow[], width: number): readonly FileRow[] {
  const odd = rows.find(({ cells }) => cells.length !== width);
  if (odd) {
    const has = odd.cells.length === 1 ? '1 value' : `${odd.cells.length} values`;
    throw new FailedRowError(
      `Line ${countWords(odd.line)} has ${has}, but the file has ${width} columns. Nothing was imported. Repair the line, or choose another delimiter or quote.`,
      odd.line,
    );
  }
  return rows;
}
