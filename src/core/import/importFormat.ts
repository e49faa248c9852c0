import type { Cell } from '../ports';
import { NdjsonReader } from './ndjsonReader';
import { type FileRow, type SeparatedFormat, SeparatedReader } from './separatedReader';

/** How the rows of a file are read. */
export type ImportFormat =
  | (SeparatedFormat & { readonly kind: 'separated'; readonly header: boolean })
  /** An object in each line; the keys are the columns. */
  | {
      readonly kind: 'ndjson';
      readonly keys: readonly string[];
      /** Those that go into columns of JSON, where a text keeps its quotes. */
      readonly json?: ReadonlySet<string>;
    };

/** Reads rows from text that comes in parts. */
export interface RowReader {
  push(text: string): readonly FileRow[];
  finish(): readonly FileRow[];
}

/** The rows of a file without its line of names. */
export function rowReader(format: ImportFormat): RowReader {
  if (format.kind === 'ndjson') {
    const reader = new NdjsonReader(format.json);
    const rows = (found: ReturnType<NdjsonReader['push']>) =>
      found.map(({ values, line }) => ({
        line,
        cells: format.keys.map((key): Cell => values.get(key) ?? null),
      }));
    return { push: (text) => rows(reader.push(text)), finish: () => rows(reader.finish()) };
  }
  const reader = new SeparatedReader(format);
  let skip = format.header ? 1 : 0;
  const rows = (found: readonly FileRow[]) => {
    const kept = found.slice(skip);
    skip = Math.max(0, skip - found.length);
    return kept;
  };
  return { push: (text) => rows(reader.push(text)), finish: () => rows(reader.finish()) };
}

/** Names for columns: those of the file, each once and none empty. */
export function columnNames(names: readonly Cell[]): readonly string[] {
  const used = new Set<string>();
  return names.map((name, index) => {
    const base = (name ?? '').trim() === '' ? `column_${index + 1}` : (name ?? '').trim();
    let unique = base;
    for (let suffix = 2; used.has(unique); suffix++) {
      unique = `${base}_${suffix}`;
    }
    used.add(unique);
    return unique;
  });
}
