import { isCount, isOneOf, isRecord } from '../base/validate';
import type { NewValue } from '../core/editing/edits';
import type { Validators } from './rpc';

/** A result by its run and statement. */
export interface EditPlace {
  readonly runId: number;
  readonly statement: number;
}

/** Rows are those of the store, in which an order of the view plays no part; new rows count down from -1. */
export type EditChange =
  | {
      readonly kind: 'set';
      readonly cells: readonly (readonly [row: number, column: number])[];
      readonly value: NewValue;
    }
  | { readonly kind: 'delete'; readonly rows: readonly number[] }
  | { readonly kind: 'insert' | 'undo' | 'redo' | 'discard' };

export interface EditRequest extends EditPlace {
  readonly change: EditChange;
}

export interface EditCellRequest extends EditPlace {
  readonly row: number;
  readonly column: number;
}

/** What can be done with a column. */
export interface EditColumnView {
  /** Why its values cannot be edited; undefined when they can. */
  readonly refusal: string | undefined;
  readonly notNull: boolean;
}

/** The edits of a result that are not applied yet. */
export interface EditView extends EditPlace {
  /** The table that they are for. */
  readonly table: string;
  readonly columns: readonly EditColumnView[];
  /** Long texts arrive cut. */
  readonly changed: readonly (readonly [row: number, column: number, value: NewValue])[];
  readonly deleted: readonly number[];
  readonly inserted: readonly number[];
  /** `2 rows changed, 1 deleted` */
  readonly words: string;
  readonly count: number;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Why the last attempt to apply them failed, and where. */
  readonly problem: EditProblem | undefined;
  /** What the last attempt did. */
  readonly done: string | undefined;
}

export interface EditProblem {
  readonly message: string;
  readonly row: number | undefined;
  readonly column: number | undefined;
}

/** What the results view may ask about editing. */
export interface EditHost {
  /** Begins to edit, or goes on. Fails with the reason why the rows cannot be edited. */
  beginEdit(argument: EditPlace): EditView;
  /** The edits of a result; undefined when it is not being edited. */
  edits(argument: EditPlace): EditView | undefined;
  edit(argument: EditRequest): EditView;
  /** What an edited cell starts from: the value that it is to become, or the one that it has. */
  editedValue(argument: EditCellRequest): NewValue;
  /** Shows the statements in a read-only document. */
  previewEdits(argument: EditPlace): void;
  /** Applies all of them or none; a failure is told by `problem`. */
  applyEdits(argument: EditPlace): EditView | undefined;
  /** Stops editing; undefined when that was done, the edits when the user wants to keep them. */
  endEdit(argument: EditPlace): EditView | undefined;
}

/** More cells or rows are not changed at once. */
export const editLimit = 10_000;

const isPlace = (value: unknown): value is EditPlace =>
  isRecord(value) && isCount(value['runId']) && isCount(value['statement']);

const isRow = (value: unknown): value is number => Number.isSafeInteger(value);

const isNewValue = (value: unknown): value is NewValue =>
  isRecord(value) &&
  (isOneOf(['null', 'default'], value['kind']) ||
    (value['kind'] === 'text' && typeof value['text'] === 'string'));

const isCellPair = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && isRow(value[0]) && isCount(value[1]);

const isList = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.length <= editLimit;

const isChange = (value: unknown): value is EditChange => {
  if (!isRecord(value)) {
    return false;
  }
  switch (value['kind']) {
    case 'set':
      return isList(value['cells']) && value['cells'].every(isCellPair) && isNewValue(value['value']);
    case 'delete':
      return isList(value['rows']) && value['rows'].every(isRow);
    default:
      return isOneOf(['insert', 'undo', 'redo', 'discard'], value['kind']);
  }
};

const isEditRequest = (value: unknown): value is EditRequest =>
  isPlace(value) && isRecord(value) && isChange(value['change']);

const isEditCellRequest = (value: unknown): value is EditCellRequest =>
  isPlace(value) && isRecord(value) && isRow(value['row']) && isCount(value['column']);

export const editHostValidators: Validators<EditHost> = {
  beginEdit: isPlace,
  edits: isPlace,
  edit: isEditRequest,
  editedValue: isEditCellRequest,
  previewEdits: isPlace,
  applyEdits: isPlace,
  endEdit: isPlace,
};
