/**
 * A text as a string of Jinja, which reads backslashes as Python does.
 * @param quote which of Jinja's quotes; SQL with names in quotes reads better in single ones, and SQL with texts in double ones
 */
export function jinjaString(text: string, quote: "'" | '"' = "'"): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
  return `${quote}${escaped}${quote}`;
}
