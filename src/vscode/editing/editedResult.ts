import { UserError } from '../../base/userError';
import { comparedBytes, type RowBefore } from '../../core/editing/editStatements';
import type { EditTarget } from '../../core/editing/editTarget';
import {
  type CellEdit,
  deleteRows,
  editCount,
  type EditedRow,
  type EditHistory,
  editWords,
  emptyHistory,
  insertRow,
  type NewValue,
  noEdits,
  redo,
  setCells,
  step,
  undo,
} from '../../core/editing/edits';
import { displayName } from '../../core/explorer/displayName';
import type { Cell } from '../../core/ports';
import type { StoredRows } from '../../core/query/storedRows';
import { cutCell } from '../../protocol/results';
import type { EditChange, EditProblem, EditView } from '../../protocol/editing';
import type { QueryRun } from '../query/queryRun';
import type { EditedResult } from './pendingEdits';

/** The edits of one result while it is open. */
export class ResultEdits implements EditedResult {
  private history: EditHistory = emptyHistory;
  private last: Promise<void> = Promise.resolve();
  problem: EditProblem | undefined;
  done: string | undefined;

  constructor(
    readonly run: QueryRun,
    readonly statement: number,
    readonly target: EditTarget,
    private readonly applyAll: (edits: ResultEdits) => Promise<void>,
  ) {}

  get present() {
    return this.history.present;
  }

  get count(): number {
    return editCount(this.present);
  }

  apply(): Promise<void> {
    return this.applyAll(this);
  }

  /** Everything was applied, or is given up. */
  clear(): void {
    this.history = emptyHistory;
    this.problem = undefined;
  }

  /** One change after the other. @throws UserError when a column or a value cannot be edited */
  change(change: EditChange): Promise<void> {
    const made = this.last.then(() => this.make(change));
    this.last = made.catch(() => undefined);
    return made;
  }

  private async make(change: EditChange): Promise<void> {
    const { history } = this;
    const edits = history.present;
    switch (change.kind) {
      case 'set': {
        const cells = await Promise.all(
          change.cells.map(([row, column]) => this.cellEdit(row, column, change.value)),
        );
        this.history = step(this.history, setCells(this.present, cells));
        break;
      }
      case 'delete':
        this.history = step(
          history,
          deleteRows(
            edits,
            change.rows.filter((row) => this.exists(row)),
          ),
        );
        break;
      case 'insert':
        this.history = step(history, insertRow(edits));
        break;
      case 'discard':
        this.history = step(history, noEdits);
        break;
      case 'undo':
        this.history = undo(history);
        break;
      case 'redo':
        this.history = redo(history);
        break;
    }
    this.problem = undefined;
    this.done = undefined;
  }

  /** The value that a cell is to become, or the one that it has. */
  async valueOf(row: EditedRow, column: number): Promise<NewValue> {
    const edited = this.present.changed.get(row)?.get(column);
    if (edited || row < 0) {
      return edited ?? { kind: 'default' };
    }
    const before = await this.before(row, column);
    return before === null ? { kind: 'null' } : { kind: 'text', text: before };
  }

  /** The rows that are changed or deleted, as they are now. Longer values than can be compared are left out. */
  async rowsBefore(): Promise<ReadonlyMap<EditedRow, RowBefore>> {
    const { changed, deleted } = this.present;
    const rows = new Map<EditedRow, RowBefore>();
    for (const row of new Set([...changed.keys(), ...deleted])) {
      if (row >= 0) {
        rows.set(row, await this.rowBefore(row));
      }
    }
    return rows;
  }

  view(): EditView {
    const { changed, deleted, inserted } = this.present;
    const { schema, name, shown } = this.target;
    return {
      ...{ runId: this.run.id, statement: this.statement },
      table: displayName(`${schema}.${name}`),
      columns: shown.map((column) => ({
        refusal: column ? column.refusal : 'is computed by the query.',
        notNull: column?.notNull === true,
      })),
      changed: [...changed].flatMap(([row, values]) =>
        [...values].map(([column, value]) => [row, column, shortened(value)] as const),
      ),
      ...{ deleted: [...deleted], inserted, words: editWords(this.present), count: this.count },
      ...{ canUndo: this.history.past.length > 0, canRedo: this.history.future.length > 0 },
      ...{ problem: this.problem, done: this.done },
    };
  }

  private get rows(): StoredRows {
    const rows = this.run.store.statement(this.statement)?.rows;
    if (!rows) {
      throw new UserError('The rows of this result are gone. Run the statement again.');
    }
    return rows;
  }

  private exists(row: EditedRow): boolean {
    return row < 0 ? this.present.inserted.includes(row) : row < this.rows.count;
  }

  private async cellEdit(row: EditedRow, column: number, value: NewValue): Promise<CellEdit> {
    const { name } = this.run.store.statement(this.statement)?.columns?.[column] ?? { name: '' };
    const target = this.target.shown[column];
    const refusal = target ? target.refusal : 'is computed by the query.';
    if (refusal !== undefined) {
      throw new UserError(`${displayName(name)} ${refusal}`);
    }
    if (!this.exists(row)) {
      throw new UserError('This row is no longer there.');
    }
    return { row, column, value, before: row < 0 ? undefined : await this.before(row, column) };
  }

  private async before(row: EditedRow, column: number): Promise<Cell> {
    const { text, bytes } = await this.rows.cell(row, column, comparedBytes);
    if (bytes > comparedBytes) {
      throw new UserError(
        'This value is too large to be edited here. Save it to a file, or use a statement.',
      );
    }
    return text;
  }

  private async rowBefore(row: EditedRow): Promise<RowBefore> {
    const cut = new Set<number>();
    const columnCount = this.target.shown.length;
    const rectangle = { first: row, count: 1, firstColumn: 0, columnCount };
    const [cells = []] = await this.rows.window(rectangle, comparedBytes, (_, column) => cut.add(column));
    return cells.map((cell, column) => (cut.has(column) ? undefined : cell));
  }
}

function shortened(value: NewValue): NewValue {
  return value.kind === 'text' ? { kind: 'text', text: cutCell(value.text) ?? '' } : value;
}
