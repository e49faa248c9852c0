/** What a literal means, roughly: its quotes, doubled quotes and escapes undone. The literal may lack its end. */
export function literalText(written: string): string {
  const dollar = dollarTag(written);
  if (dollar !== undefined) {
    const end = written.endsWith(dollar) && written.length >= 2 * dollar.length ? -dollar.length : undefined;
    return written.slice(dollar.length, end);
  }
  const quote = written.indexOf("'");
  const isClosed = written.length > quote + 1 && written.endsWith("'");
  const inner = written.slice(quote + 1, isClosed ? -1 : undefined).replaceAll("''", "'");
  return isEscaped(written) ? inner.replace(/\\(.)/gs, '$1') : inner;
}

/** A literal of the same kind with another meaning. */
export function withLiteralText(written: string, inner: string): string {
  const dollar = dollarTag(written);
  if (dollar !== undefined) {
    return `${dollar}${inner}${dollar}`;
  }
  const prefix = written.slice(0, written.indexOf("'"));
  const escaped = isEscaped(written) ? inner.replaceAll('\\', '\\\\') : inner;
  return `${prefix}'${escaped.replaceAll("'", "''")}'`;
}

function dollarTag(written: string): string | undefined {
  return /^\$[^$]*\$/.exec(written)?.[0];
}

function isEscaped(written: string): boolean {
  return /^e'/i.test(written);
}
