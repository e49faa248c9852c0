import { isRecord, isString } from '../base/validate';
import type { ImportDraft, TargetColumn } from '../core/import/importDraft';
import type { Cell } from '../core/ports';
import type { Validators } from './rpc';

/** What the form of an import shows. */
export interface ImportView {
  /** Such as `Import loans.csv into core.loans`. */
  readonly title: string;
  /** The connection and database. */
  readonly where: string;
  readonly isNew: boolean;
  readonly draft: ImportDraft;
  readonly encodings: readonly string[];
  /** Of the columns of the file. */
  readonly names: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Of the table that is there. */
  readonly columns: readonly TargetColumn[];
  /** The statements that will run. */
  readonly sql: string;
  readonly problems: readonly string[];
}

/** What became of an import that did not close the form. */
export interface ImportAnswer {
  readonly view: ImportView;
  /** Why nothing was imported; empty when the user cancelled. */
  readonly failure: string;
  /** The line of the file that is at fault, where one can be shown. */
  readonly line: number | undefined;
}

/** What the form may ask of the host, which keeps the draft. */
export interface ImportHost {
  ready(argument: null): ImportView;
  edit(argument: { readonly draft: ImportDraft }): ImportView;
  /** Runs the import; closes the form when it succeeds. */
  run(argument: null): ImportAnswer;
  /** Opens the file at the line that failed. */
  showLine(argument: null): void;
  close(argument: null): void;
}

/** What the host may tell the form; by `notify`, because a hidden view never answers. */
export interface ImportPage {
  show(argument: ImportView): void;
}

const longest = 10_000;
const isShort = (value: unknown): value is string => isString(value) && value.length <= longest;

function isDraft(value: unknown): value is ImportDraft {
  return (
    isRecord(value) &&
    ['encoding', 'delimiter', 'quote', 'nullText', 'table'].every((key) => isShort(value[key])) &&
    (value['kind'] === 'separated' || value['kind'] === 'ndjson') &&
    typeof value['header'] === 'boolean' &&
    Array.isArray(value['columns']) &&
    value['columns'].length <= 2000 &&
    value['columns'].every((each) => isRecord(each) && isShort(each['target']) && isShort(each['type']))
  );
}

const isNull = (value: unknown): value is null => value === null;

export const importHostValidators: Validators<ImportHost> = {
  ready: isNull,
  edit: (value): value is { draft: ImportDraft } => isRecord(value) && isDraft(value['draft']),
  run: isNull,
  showLine: isNull,
  close: isNull,
};
