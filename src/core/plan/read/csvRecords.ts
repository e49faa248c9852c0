/** A record of a CSV text, with the one-based line on which it begins. */
export interface CsvRecord {
  readonly fields: readonly string[];
  readonly line: number;
}

/** Splits the CSV that PostgreSQL logs: commas, quotes that are doubled inside of quotes, and line breaks inside of them. */
export function csvRecords(text: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const record = readRecord(text, at);
    records.push({ fields: record.fields, line });
    line += lineBreaks(text, at, record.end);
    at = record.end;
  }
  return records;
}

function readRecord(
  text: string,
  start: number,
): { readonly fields: readonly string[]; readonly end: number } {
  const fields: string[] = [];
  let at = start;
  for (;;) {
    const field = text.charAt(at) === '"' ? quoted(text, at) : plain(text, at);
    fields.push(field.text);
    at = field.end;
    const next = text.charAt(at);
    if (next === ',') {
      at++;
      continue;
    }
    const end = text.indexOf('\n', at);
    return { fields, end: end < 0 ? text.length : end + 1 };
  }
}

function plain(text: string, start: number): { readonly text: string; readonly end: number } {
  let end = start;
  while (end < text.length && text.charAt(end) !== ',' && text.charAt(end) !== '\n') {
    end++;
  }
  return { text: text.slice(start, end), end };
}

function quoted(text: string, start: number): { readonly text: string; readonly end: number } {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && text.charAt(end + 1) === '"') {
    end = text.indexOf('"', end + 2);
  }
  const content = text.slice(start + 1, end < 0 ? text.length : end).replaceAll('""', '"');
  return { text: content, end: end < 0 ? text.length : end + 1 };
}

function lineBreaks(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
    count++;
  }
  return count;
}
