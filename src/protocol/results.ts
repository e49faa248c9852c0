import { isCount, isOneOf, isRecord } from '../base/validate';
import { type CopyTextFormat, copyTextFormats } from '../core/export/copyText';
import type { Cell } from '../core/ports';
import type { ResultColumn, SessionNotification } from '../core/query/session';
import type { StatementProgress } from '../core/query/statementProgress';
import type { ServerMessage } from '../core/sql/serverError';
import { type ValueHost, valueHostValidators } from './cellValue';
import { type EditHost, editHostValidators } from './editing';
import type { Validators } from './rpc';
import {
  type ArrangedView,
  type JobProgress,
  type RowToolsHost,
  rowToolsValidators,
  withView,
} from './rowTools';
import { type SelectionHost, selectionHostValidators } from './selection';

/** One statement of a run, as the results view shows it. */
export interface StatementView {
  /** Unique in the run, in the order of execution. */
  readonly index: number;
  /** The first line of the statement, shortened, for tabs and messages. */
  readonly title: string;
  /** `held`: stopped at a cap; the server waits to be asked for more. */
  readonly state: 'waiting' | 'running' | 'held' | 'done' | 'failed' | 'cancelled' | 'skipped';
  /** Undefined for a statement that returns no rows. */
  readonly columns: readonly ResultColumn[] | undefined;
  /** Rows that the host holds so far. */
  readonly rowCount: number;
  /** The user wants to keep it when the next run takes the place of this one. */
  readonly pinned?: boolean;
  /** A pinned result of an earlier run. */
  readonly earlier?: boolean;
  /** Grows when other rows take the place of those that were there. */
  readonly revision?: number;
  /** False when the row cap ended the statement. */
  readonly complete: boolean;
  readonly commandTag: string | undefined;
  /** Milliseconds. For a running statement: how long it has run when this was sent; the view counts on from there. */
  readonly elapsedMs: number | undefined;
  /** The first `noticeLimit` of them. */
  readonly notices: readonly ServerMessage[];
  /** How many notices came. */
  readonly noticeCount: number;
  readonly error: StatementErrorView | undefined;
  /** Of a held statement: for how many milliseconds more, when this was sent. */
  readonly heldMs?: number;
  /** The order and the choice of rows that is shown; undefined for all as they came. */
  readonly arranged?: ArrangedView | undefined;
  /** A plain sentence of ours about the result, such as that a cap ended it. */
  readonly note: string | undefined;
  /** How far a running statement has come, where PostgreSQL reports it. */
  readonly progress?: StatementProgress;
}

/** What NOTIFY sent to the session of the editor. */
export interface NotificationView extends SessionNotification {
  /** When it arrived here, in the time of `Date.now()`. */
  readonly at: number;
}

export interface NotificationsView {
  /** How many came. */
  readonly count: number;
  /** The last of them, oldest first. */
  readonly last: readonly NotificationView[];
}

export interface StatementErrorView {
  readonly message: string;
  /** The server's own fields; undefined for an error of ours. */
  readonly server: ServerMessage | undefined;
  /** One-based line and column in the document, where the place is known. */
  readonly line: number | undefined;
  readonly column: number | undefined;
}

/** The run that a results view shows. */
export interface RunView {
  readonly runId: number;
  /** The file name of the editor that ran it. */
  readonly documentName: string;
  readonly connectionName: string;
  readonly database: string;
  readonly environment: string;
  /** The theme colour of the connection; that of the environment unless named. */
  readonly color?: string;
  readonly readOnly: boolean;
  /** It was viewed as this role, and whatever it did was rolled back. */
  readonly asRole?: string;
  readonly rowCap: number;
  readonly statements: readonly StatementView[];
  readonly running: boolean;
  /** What LISTEN brought to the session of the editor. */
  readonly notifications?: NotificationsView;
}

/** What changed in the run that is shown. */
export interface RunUpdate {
  readonly runId: number;
  readonly running: boolean;
  /** The statements that changed, each whole. */
  readonly statements: readonly StatementView[];
  /** The first rows of the statements that have rows since the last update: painted without being asked for. */
  readonly heads: readonly StatementHead[];
  readonly notifications?: NotificationsView;
}

/** The first `headRows` rows of a result, and of them the first `headColumns` columns. */
export interface StatementHead {
  readonly statement: number;
  readonly window: RowWindow;
}

/** A rectangle of cells, row by row. Values longer than `windowCellLimit` arrive cut: see `cutCell`. */
export interface RowWindow {
  readonly first: number;
  readonly firstColumn: number;
  readonly rows: readonly (readonly Cell[])[];
  /** The numbers of the rows as they are stored, where they are shown in another order. */
  readonly stored?: readonly number[];
  /** The sizes in bytes of the values that were cut, by their place in the result. */
  readonly cut?: readonly (readonly [row: number, column: number, bytes: number])[];
}

/** Asks for at most `windowRowLimit` rows of at most `windowColumnLimit` columns; fewer come back at the end. */
export interface WindowRequest {
  readonly runId: number;
  readonly statement: number;
  /** Which rows: see `ArrangedView`. */
  readonly view?: number | undefined;
  readonly first: number;
  readonly count: number;
  readonly firstColumn: number;
  readonly columnCount: number;
}

/** Rows and columns that the user selected; both ends of the rows are included. */
export interface CopyRequest {
  readonly runId: number;
  readonly statement: number;
  readonly view?: number | undefined;
  readonly firstRow: number;
  readonly lastRow: number;
  /** In the order in which the view shows them. */
  readonly columns: readonly number[];
  readonly format: CopyTextFormat;
}

/** A rectangle whose format the user is asked for. */
export type CopyAsRequest = Omit<CopyRequest, 'format'>;

/** A statement of a run. */
export interface StatementPlace {
  readonly runId: number;
  readonly statement: number;
  readonly view?: number | undefined;
}

export interface PinRequest extends StatementPlace {
  readonly pinned: boolean;
}

/** A window carries no more than this of one cell, in UTF-16 units: what the widest column can show. */
export const windowCellLimit = 400;
export const windowRowLimit = 500;
export const windowColumnLimit = 64;
export const headRows = 40;
export const headColumns = 32;
/** A statement view carries no more notices than this. */
export const noticeLimit = 100;
/** The view is told no more notifications than this. */
export const notificationLimit = 200;

/** A value as a window carries it: cut at `windowCellLimit`, never inside a character, with an ellipsis. */
export function cutCell(cell: Cell): Cell {
  if (cell === null || cell.length <= windowCellLimit) {
    return cell;
  }
  const splitsPair = (cell.codePointAt(windowCellLimit - 1) ?? 0) > 0xffff;
  return `${cell.slice(0, splitsPair ? windowCellLimit - 1 : windowCellLimit)}…`;
}

/** What the results view may ask of the host. */
export interface ResultsHost extends RowToolsHost, EditHost, SelectionHost, ValueHost {
  /** The view is ready to be drawn; answers with the run to show. */
  ready(argument: null): RunView | undefined;
  rows(argument: WindowRequest): RowWindow;
  /** Puts the rectangle on the clipboard; answers with the number of rows copied. */
  copy(argument: CopyRequest): number;
  /** Asks for a format first; answers 0 when the user turned away. */
  copyAs(argument: CopyAsRequest): number;
  /** Asks for a format and a file, and begins to write all rows into it. */
  export(argument: StatementPlace): void;
  /** Fetches the rows beyond the cap: of a held statement the rest, of another by running it again, after a question if it may write. */
  fetchAll(argument: StatementPlace): void;
  cancel(argument: null): void;
  pinResult(argument: PinRequest): void;
  /** Lets the rows of a result go; asks first when it has changes that are not applied. */
  closeResult(argument: StatementPlace): void;
  /** Shows the error's place in the editor. */
  revealError(argument: StatementPlace): void;
}

/** What the host may tell the results view. */
export interface ResultsView {
  /** Replaces or updates what is shown; undefined when the active editor has run nothing. */
  show(argument: RunView | undefined): void;
  /** Some statements of the run that is shown changed. Ignored when another run is shown. */
  update(argument: RunUpdate): void;
  /** How far the work at the rows of a result is. */
  progress(argument: JobProgress): void;
}

const isWindowRequest = (value: unknown): value is WindowRequest =>
  isRecord(value) &&
  isCount(value['runId']) &&
  isCount(value['statement']) &&
  isCount(value['first']) &&
  isCount(value['count']) &&
  value['count'] <= windowRowLimit &&
  isCount(value['firstColumn']) &&
  isCount(value['columnCount']) &&
  value['columnCount'] <= windowColumnLimit;

/** PostgreSQL allows 1,664 columns. */
const isColumnList = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length > 0 && value.length <= 1664 && value.every(isCount);

const isCopyAsRequest = (value: unknown): value is CopyAsRequest =>
  isRecord(value) &&
  [value['runId'], value['statement'], value['firstRow'], value['lastRow']].every(isCount) &&
  isColumnList(value['columns']);

const isCopyRequest = (value: unknown): value is CopyRequest =>
  isRecord(value) && isOneOf(copyTextFormats, value['format']) && isCopyAsRequest(value);

const isStatementPlace = (value: unknown): value is StatementPlace =>
  isRecord(value) && isCount(value['runId']) && isCount(value['statement']);

const isPinRequest = (value: unknown): value is PinRequest =>
  isStatementPlace(value) && isRecord(value) && typeof value['pinned'] === 'boolean';

export const resultsHostValidators: Validators<ResultsHost> = {
  ready: (value): value is null => value === null,
  ...rowToolsValidators,
  rows: withView(isWindowRequest),
  copy: withView(isCopyRequest),
  copyAs: withView(isCopyAsRequest),
  export: withView(isStatementPlace),
  fetchAll: isStatementPlace,
  cancel: (value): value is null => value === null,
  revealError: isStatementPlace,
  pinResult: isPinRequest,
  closeResult: isStatementPlace,
  ...editHostValidators,
  ...selectionHostValidators,
  ...valueHostValidators,
};
