import type { Cell } from '../ports';
import { detectSeparated, sampleRows } from './detectSeparated';
import { widerType, type InferredType } from './inferType';
import { columnNames, type ImportFormat } from './importFormat';
import type { ImportTarget } from './importStatements';
import { NdjsonReader } from './ndjsonReader';

/** What the user may say about a file and where its columns go. */
export interface ImportDraft {
  readonly encoding: string;
  readonly kind: ImportFormat['kind'];
  readonly delimiter: string;
  readonly quote: string;
  readonly header: boolean;
  readonly nullText: string;
  /** The name of the new table. */
  readonly table: string;
  /** One for each column of the file. */
  readonly columns: readonly DraftColumn[];
}

export interface DraftColumn {
  /** The column of the table; empty for one that is left out. */
  readonly target: string;
  /** The type in a new table. */
  readonly type: string;
}

/** A column of the table that takes the rows. */
export interface TargetColumn {
  readonly name: string;
  readonly type: string;
  /** It takes no NULL and has no default. */
  readonly required: boolean;
}

/** The beginning of a file as it is read now. */
export interface FilePreview {
  readonly names: readonly string[];
  readonly types: readonly InferredType[];
  readonly rows: readonly (readonly Cell[])[];
  readonly problem: string | undefined;
}

/** Where the rows go; without columns, a table that does not exist yet. */
export interface ImportPlace {
  readonly schema: string;
  readonly table: string | undefined;
  readonly columns: readonly TargetColumn[];
}

export const previewRows = 20;

/** What a file's beginning looks like, and where its columns would go. */
export function startDraft(
  file: { readonly name: string; readonly sample: string; readonly encoding: string },
  place: ImportPlace,
): ImportDraft {
  const { delimiter, quote, header, nullText } = detectSeparated(file.sample);
  const kind = looksLikeJson(file.sample) ? 'ndjson' : 'separated';
  const table = tableName(file.name);
  const draft = {
    encoding: file.encoding,
    kind,
    delimiter,
    quote,
    header,
    nullText,
    table,
    columns: [],
  } as const;
  return withColumns(draft, previewOf(draft, file.sample), place);
}

/** Reads the beginning of the file as the draft says. */
export function previewOf(draft: Omit<ImportDraft, 'columns'>, sample: string): FilePreview {
  try {
    return draft.kind === 'ndjson' ? previewJson(sample) : previewSeparated(draft, sample);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { names: [], types: [], rows: [], problem };
  }
}

/** Lets the columns of the file go where they fit by name, or make those of the new table. */
export function withColumns(draft: ImportDraft, preview: FilePreview, place: ImportPlace): ImportDraft {
  const byName = new Map(place.columns.map(({ name }) => [name.toLowerCase(), name]));
  const columns = preview.names.map((name, index) => ({
    target: place.table === undefined ? name : (byName.get(name.toLowerCase()) ?? ''),
    type: preview.types[index] ?? 'text',
  }));
  return { ...draft, columns };
}

/** What keeps the import from being started, in sentences. */
export function draftProblems(
  draft: ImportDraft,
  preview: FilePreview,
  place: ImportPlace,
): readonly string[] {
  const targets = draft.columns.map(({ target }) => target).filter((target) => target !== '');
  const twice = targets.find((target, index) => targets.indexOf(target) !== index);
  const missing = place.columns.filter(({ name, required }) => required && !targets.includes(name));
  return [
    ...(preview.problem === undefined ? [] : [preview.problem]),
    ...(place.table === undefined && draft.table.trim() === '' ? ['Name the new table.'] : []),
    ...(targets.length === 0 ? ['No column of the file goes into the table.'] : []),
    ...(twice === undefined ? [] : [`Two columns of the file go into ${twice}.`]),
    ...missing.map(({ name }) => `${name} needs a value: it takes no NULL and has no default.`),
    ...(place.table === undefined &&
    draft.columns.some(({ target, type }) => target !== '' && !isTypeName(type))
      ? ['A type is a name such as text, numeric(15,2) or timestamptz.']
      : []),
  ];
}

export function targetOf(draft: ImportDraft, place: ImportPlace): ImportTarget {
  const columns = draft.columns.map(({ target, type }, source) => ({ target, type, source }));
  return {
    schema: place.schema,
    table: place.table ?? draft.table.trim(),
    isNew: place.table === undefined,
    columns: columns.filter(({ target }) => target !== ''),
  };
}

export function formatOf(draft: ImportDraft, names: readonly string[], place: ImportPlace): ImportFormat {
  const { kind, delimiter, quote, header, nullText } = draft;
  const typeOf = ({ target, type }: DraftColumn) =>
    place.table === undefined ? type : place.columns.find(({ name }) => name === target)?.type;
  const json = new Set(
    names.filter((_, index) => /^jsonb?$/i.test(typeOf(draft.columns[index] ?? none) ?? '')),
  );
  return kind === 'ndjson' ? { kind, keys: names, json } : { kind, delimiter, quote, header, nullText };
}

const none: DraftColumn = { target: '', type: 'text' };

/** Names, with a length or precision and dimensions, and nothing that could be more than a type. */
export function isTypeName(type: string): boolean {
  return /^[a-z_][a-z0-9_ .]*(\(\s*\d+\s*(,\s*-?\d+\s*)?\))?( with(out)? time zone)?(\[\])*$/i.test(
    type.trim(),
  );
}

function previewSeparated(draft: Omit<ImportDraft, 'columns'>, sample: string): FilePreview {
  const rows = sampleRows(sample.endsWith('\n') ? sample : `${sample}\n`, draft);
  const [first = []] = rows;
  const names = draft.header ? columnNames(first) : columnNames(first.map(() => null));
  return described(names, draft.header ? rows.slice(1) : rows);
}

function previewJson(sample: string): FilePreview {
  const reader = new NdjsonReader();
  const found = [
    ...reader.push(sample.slice(0, sample.lastIndexOf('\n') + 1)),
    ...finishWhole(reader, sample),
  ];
  const names = [...new Set(found.flatMap(({ values }) => [...values.keys()]))];
  return described(
    names,
    found.map(({ values }) => names.map((name) => values.get(name) ?? null)),
  );
}

/** The last line of a sample may be cut off: it counts only where it is alone. */
function finishWhole(reader: NdjsonReader, sample: string): ReturnType<NdjsonReader['push']> {
  return sample.includes('\n') ? [] : [...reader.push(sample), ...reader.finish()];
}

function described(names: readonly string[], rows: readonly (readonly Cell[])[]): FilePreview {
  const types = names.map(
    (_, index) =>
      rows.reduce<InferredType | undefined>((type, row) => widerType(type, row[index] ?? null), undefined) ??
      'text',
  );
  const problem = names.length === 0 ? 'The file holds no rows.' : undefined;
  return { names, types, rows: rows.slice(0, previewRows), problem };
}

function looksLikeJson(sample: string): boolean {
  return /^\s*\{\s*("|\})/.test(sample);
}

/** The name of a file as that of a table: `Loans 2024.csv.gz` is `loans_2024`. */
function tableName(fileName: string): string {
  const base = fileName.replace(/(\.(csv|tsv|txt|ndjson|jsonl|json|gz))+$/i, '');
  const plain = base
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  return (/^\p{N}/u.test(plain) ? `t_${plain}` : plain) || 'imported';
}
