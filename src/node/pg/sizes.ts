/** A row of more bytes is refused with a sentence: V8 ends the process when its heap is full. */
export const maxRowBytes = 256 * 1024 * 1024;

/** Rows of the first fetch from a portal: few, so that they can be painted at once. */
export const firstBatchRows = 100;

/** Rows of any later fetch at most. */
export const maxBatchRows = 1_000_000;

/**
 * What a later fetch should bring at most in bytes, judged by the rows seen so far. Between two fetches the server waits
 * until everything on the line was read, so they are few; what arrives is bounded by the sink that holds back the line.
 */
export const batchBytes = 32 * 1024 * 1024;

/** Received rows are handed on when they amount to so many bytes, also in the middle of a batch. */
export const deliverBytes = 256 * 1024;

/** Says that a row of so many bytes was passed over. */
export function oversizedSentence(row: number, length: number): string {
  const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
  return (
    `Row ${row} of the result has ${megabytes(length)} MB, more than the ${megabytes(maxRowBytes)} MB that can be shown. ` +
    'Select less of it, for example with left() or substring().'
  );
}
