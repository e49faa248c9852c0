import { UserError } from '../../base/userError';

/** How a file is written. A format reads what concerns it. */
export interface ExportOptions {
  /** Between two values of CSV: one character. */
  readonly delimiter: string;
  /** Around a value of CSV or TSV that needs it: one character. */
  readonly quote: string;
  /** The first line, or row, has the names of the columns. */
  readonly header: boolean;
  /** What stands for NULL in CSV and TSV. */
  readonly nullText: string;
  /** Begins the file with the mark by which Excel recognises UTF-8. */
  readonly byteOrderMark: boolean;
  /** Writes a `'` before text that a spreadsheet would take for a formula. The file then is no exact copy of the values. */
  readonly guardFormulas: boolean;
  /** `digits`: every digit as a number, as PostgreSQL's own JSON has it. `safe`: a text where a double would lose digits. */
  readonly jsonNumbers: 'digits' | 'safe';
  /** What becomes of a value that Parquet's type cannot hold, such as the date infinity. */
  readonly unfit: 'stop' | 'null' | 'text';
  readonly gzip: boolean;
  /** The name that INSERT writes to, as SQL. */
  readonly target: string;
}

export const defaultExportOptions: ExportOptions = {
  delimiter: ',',
  quote: '"',
  header: true,
  nullText: '',
  byteOrderMark: false,
  guardFormulas: false,
  jsonNumbers: 'digits',
  unfit: 'stop',
  gzip: false,
  target: 'my_table',
};

/** Why a file with these separators could not be read again; undefined when it can. The rules are those of COPY. */
export function separatorProblem({ delimiter, quote, nullText }: ExportOptions): string | undefined {
  if (!isSingle(delimiter)) {
    return 'The delimiter is one ASCII character, and no line break.';
  }
  if (!isSingle(quote)) {
    return 'The quote is one ASCII character, and no line break.';
  }
  if (delimiter === quote) {
    return 'The delimiter and the quote must differ.';
  }
  return /[\r\n]/.test(nullText) || nullText.includes(delimiter) || nullText.includes(quote)
    ? 'The text for NULL holds no delimiter, no quote and no line break.'
    : undefined;
}

/** @throws UserError with the sentence of `separatorProblem` */
export function checkSeparators(options: ExportOptions): void {
  const problem = separatorProblem(options);
  if (problem !== undefined) {
    throw new UserError(problem);
  }
}

function isSingle(text: string): boolean {
  const code = text.charCodeAt(0);
  return text.length === 1 && code > 0 && code < 0x80 && text !== '\n' && text !== '\r';
}
