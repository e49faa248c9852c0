/** Why an editor refuses COPY … TO STDOUT. */
export const copyOutSentence =
  'COPY … TO STDOUT sends the content of a file, which is no table of results. Run the SELECT and export its result, or use \\copy in psql.';
/** Why an editor refuses COPY … FROM STDIN. */
export const copyInSentence =
  'COPY … FROM STDIN waits for data that an editor cannot send, so nothing was copied. Use \\copy in psql.';
