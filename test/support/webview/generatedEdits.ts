import {
  deleteRows,
  editCount,
  editWords,
  emptyHistory,
  insertRow,
  type NewValue,
  noEdits,
  redo,
  setCells,
  step,
  undo,
} from '../../../src/core/editing/edits';
import type { Cell } from '../../../src/core/ports';
import type { EditHost, EditRequest, EditView } from '../../../src/protocol/editing';
import type { Handlers } from '../../../src/protocol/rpc';

/** The host's end of editing over generated rows: what the extension does, without PostgreSQL. */
export class GeneratedEdits {
  private history = emptyHistory;
  private isOpen = false;
  /** When set, nothing can be edited, for this reason. */
  refusal: string | undefined;
  /** Each answer to a change waits for this. */
  delay: () => Promise<void> = () => Promise.resolve();
  /** When set, applying fails so. */
  problem: EditView['problem'];
  readonly applied: string[] = [];
  previewed = 0;

  constructor(
    private readonly columnCount: () => number,
    private readonly valueAt: (row: number, column: number) => Cell,
  ) {}

  readonly handlers: Handlers<EditHost> = {
    beginEdit: () => {
      if (this.refusal !== undefined) {
        throw new Error(this.refusal);
      }
      this.isOpen = true;
      return this.view();
    },
    edits: () => (this.isOpen ? this.view() : undefined),
    edit: async (request) => {
      this.change(request);
      const view = this.view();
      await this.delay();
      return view;
    },
    editedValue: ({ row, column }) => this.present(row, column),
    previewEdits: () => {
      this.previewed++;
    },
    applyEdits: () => {
      if (this.problem) {
        return this.view(this.problem);
      }
      this.applied.push(editWords(this.history.present));
      this.history = emptyHistory;
      return { ...this.view(), done: `Applied: ${this.applied.at(-1) ?? ''}.` };
    },
    endEdit: () => {
      this.isOpen = false;
      return undefined;
    },
  };

  private change({ change }: EditRequest): void {
    const { present } = this.history;
    switch (change.kind) {
      case 'set': {
        const { value } = change;
        const cells = change.cells.map(([row, column]) => ({
          ...{ row, column, value },
          before: row < 0 ? undefined : this.valueAt(row, column),
        }));
        this.history = step(this.history, setCells(present, cells));
        break;
      }
      case 'delete':
        this.history = step(this.history, deleteRows(present, change.rows));
        break;
      case 'insert':
        this.history = step(this.history, insertRow(present));
        break;
      case 'discard':
        this.history = step(this.history, noEdits);
        break;
      case 'undo':
        this.history = undo(this.history);
        break;
      case 'redo':
        this.history = redo(this.history);
        break;
    }
  }

  private present(row: number, column: number): NewValue {
    const edited = this.history.present.changed.get(row)?.get(column);
    if (edited || row < 0) {
      return edited ?? { kind: 'default' };
    }
    const text = this.valueAt(row, column);
    return text === null ? { kind: 'null' } : { kind: 'text', text };
  }

  private view(problem?: EditView['problem']): EditView {
    const { changed, deleted, inserted } = this.history.present;
    return {
      ...{ runId: 1, statement: 0, table: 'core.loans' },
      columns: Array.from({ length: this.columnCount() }, (_, column) => ({
        refusal: column === 0 ? 'is generated from other columns, so it takes no value.' : undefined,
        notNull: column === 1,
      })),
      changed: [...changed].flatMap(([row, values]) =>
        [...values].map(([column, value]) => [row, column, value] as const),
      ),
      ...{ deleted: [...deleted], inserted, words: editWords(this.history.present) },
      count: editCount(this.history.present),
      ...{ canUndo: this.history.past.length > 0, canRedo: this.history.future.length > 0 },
      ...{ problem, done: undefined },
    };
  }
}
