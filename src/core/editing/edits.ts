import type { Cell } from '../ports';

/** What a cell is to become. */
export type NewValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'null' }
  /** The default of the column, which the server knows. */
  | { readonly kind: 'default' };

/** A row: from 0 for one of the result, below 0 for a new one. */
export type EditedRow = number;

/** Changes that are not applied yet. Values, never changed in place. */
export interface Edits {
  /** By row and column of the result. Of new rows too. */
  readonly changed: ReadonlyMap<EditedRow, ReadonlyMap<number, NewValue>>;
  /** Rows of the result. */
  readonly deleted: ReadonlySet<EditedRow>;
  /** New rows in the order in which they were made. */
  readonly inserted: readonly EditedRow[];
}

export const noEdits: Edits = { changed: new Map(), deleted: new Set(), inserted: [] };

/** The present edits, those before them, and those that were undone. */
export interface EditHistory {
  readonly present: Edits;
  readonly past: readonly Edits[];
  readonly future: readonly Edits[];
}

export const emptyHistory: EditHistory = { present: noEdits, past: [], future: [] };

/** So many steps can be undone. */
const stepsKept = 500;

/** A step forward; what was undone before is forgotten. */
export function step({ present, past }: EditHistory, next: Edits): EditHistory {
  return { present: next, past: [...past, present].slice(-stepsKept), future: [] };
}

export function undo(history: EditHistory): EditHistory {
  const { present, past, future } = history;
  const before = past.at(-1);
  return before ? { present: before, past: past.slice(0, -1), future: [present, ...future] } : history;
}

export function redo(history: EditHistory): EditHistory {
  const { present, past, future } = history;
  const [next] = future;
  return next ? { present: next, past: [...past, present], future: future.slice(1) } : history;
}

/** A cell and what it is to become; `before` is its value now. */
export interface CellEdit {
  readonly row: EditedRow;
  readonly column: number;
  readonly value: NewValue;
  /** Undefined for a new row. */
  readonly before: Cell | undefined;
}

/** Sets cells. A cell that gets back the value that it had is not changed any more. */
export function setCells(edits: Edits, cells: readonly CellEdit[]): Edits {
  const changed = new Map(edits.changed);
  for (const { row, column, value, before } of cells) {
    const values = new Map(changed.get(row));
    if (isSame(value, before)) {
      values.delete(column);
    } else {
      values.set(column, value);
    }
    if (values.size > 0) {
      changed.set(row, values);
    } else {
      changed.delete(row);
    }
  }
  return { ...edits, changed };
}

/** Adds a new row at the end, whose columns get their defaults unless a value is set. */
export function insertRow(edits: Edits): Edits {
  const row = Math.min(0, ...edits.inserted) - 1;
  return { ...edits, inserted: [...edits.inserted, row] };
}

/** Marks rows to be deleted, or, when all of them are, no longer so. New rows just go away. */
export function deleteRows(edits: Edits, rows: readonly EditedRow[]): Edits {
  const stored = rows.filter((row) => row >= 0);
  const gone = new Set(rows.filter((row) => row < 0));
  const isUndo = stored.length > 0 && stored.every((row) => edits.deleted.has(row));
  const deleted = new Set(edits.deleted);
  for (const row of stored) {
    if (isUndo) {
      deleted.delete(row);
    } else {
      deleted.add(row);
    }
  }
  return {
    deleted,
    inserted: edits.inserted.filter((row) => !gone.has(row)),
    changed: new Map([...edits.changed].filter(([row]) => !gone.has(row))),
  };
}

/** How many rows would be changed, deleted and made. */
export function editCount({ changed, deleted, inserted }: Edits): number {
  const updated = [...changed.keys()].filter((row) => row >= 0 && !deleted.has(row)).length;
  return updated + deleted.size + inserted.length;
}

/** `2 rows changed, 1 added, 1 deleted` */
export function editWords(edits: Edits): string {
  const { changed, deleted, inserted } = edits;
  const updated = [...changed.keys()].filter((row) => row >= 0 && !deleted.has(row)).length;
  const parts = [
    ...(updated > 0 ? [`${updated} changed`] : []),
    ...(inserted.length > 0 ? [`${inserted.length} added`] : []),
    ...(deleted.size > 0 ? [`${deleted.size} deleted`] : []),
  ];
  const [first = 'no changes', ...others] = parts;
  const count = /^(\d+) (.*)$/.exec(first);
  const words = count ? `${count[1]} row${count[1] === '1' ? '' : 's'} ${count[2]}` : first;
  return [words, ...others].join(', ');
}

function isSame(value: NewValue, before: Cell | undefined): boolean {
  switch (value.kind) {
    case 'text':
      return before === value.text;
    case 'null':
      return before === null;
    case 'default':
      return before === undefined;
  }
}
