/** What an export has written so far. */
export interface ExportProgress {
  readonly rows: number;
  /** Before they are packed. */
  readonly bytes: number;
}

/** What an export wrote. */
export interface ExportReport {
  readonly rows: number;
  /** Of the file. */
  readonly bytes: number;
  /** Sentences about values that are not in the file as they are in the database. */
  readonly notes: readonly string[];
}

/** By it Excel recognises UTF-8. */
export const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
