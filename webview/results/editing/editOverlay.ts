import type { EditView } from '../../../src/protocol/editing';
import { windowCellLimit } from '../../../src/protocol/results';
import type { EditedRow, NewValue } from '../../../src/core/editing/edits';
import { type CellLook, cellLook } from '../grid/cellLook';
import type { GridModel, RowOverlay } from '../grid/gridModel';

/** Lays the edits of a result over its rows; new rows stand behind the others. */
export class EditOverlay implements RowOverlay {
  private readonly changed = new Map<EditedRow, Map<number, NewValue>>();
  private readonly deleted: ReadonlySet<EditedRow>;

  constructor(
    private readonly model: GridModel,
    private readonly view: EditView,
  ) {
    this.deleted = new Set(view.deleted);
    for (const [row, column, value] of view.changed) {
      const values = this.changed.get(row) ?? new Map<number, NewValue>();
      values.set(column, value);
      this.changed.set(row, values);
    }
  }

  get added(): number {
    return this.view.inserted.length;
  }

  /** The row of the store, or the new row, that is shown as a row; undefined while that is not known. */
  rowAt(row: number): EditedRow | undefined {
    const stored = this.model.rowCount - this.added;
    return row >= stored ? this.view.inserted[row - stored] : this.model.cache.storedRow(row);
  }

  /** What a cell is to become or is; undefined when that is not here, or not whole. */
  valueAt(row: number, column: number): NewValue | undefined {
    const edited = this.rowAt(row);
    const value = edited === undefined ? undefined : this.changed.get(edited)?.get(column);
    if (value !== undefined) {
      return value.kind === 'text' && value.text.length > windowCellLimit ? undefined : value;
    }
    if (edited !== undefined && edited < 0) {
      return { kind: 'default' };
    }
    const cell = this.model.cache.cell(row, column);
    if (cell === undefined || (cell !== null && cell.length > windowCellLimit)) {
      return undefined;
    }
    return cell === null ? { kind: 'null' } : { kind: 'text', text: cell };
  }

  look(row: number, column: number): CellLook | undefined {
    const edited = this.rowAt(row);
    const description = this.model.columns[column];
    if (edited === undefined || !description) {
      return undefined;
    }
    const value = this.changed.get(edited)?.get(column);
    const isWrong = this.view.problem?.row === edited && this.view.problem.column === column;
    const wrong = isWrong ? ' grid-cell-wrong' : '';
    if (value === undefined) {
      return edited < 0
        ? { text: 'DEFAULT', badge: '', look: ` grid-cell-default${wrong}` }
        : this.unchanged({ row, column }, wrong);
    }
    if (value.kind === 'default') {
      return { text: 'DEFAULT', badge: '', look: ` grid-cell-default grid-cell-edited${wrong}` };
    }
    const { text, badge, look } = cellLook(value.kind === 'text' ? value.text : null, description, undefined);
    return { text, badge, look: `${look} grid-cell-edited${wrong}` };
  }

  mark(row: number): '+' | '−' | '*' | '' {
    const edited = this.rowAt(row);
    if (edited === undefined) {
      return '';
    }
    return edited < 0 ? '+' : this.deleted.has(edited) ? '−' : this.changed.has(edited) ? '*' : '';
  }

  private unchanged(
    { row, column }: { readonly row: number; readonly column: number },
    wrong: string,
  ): CellLook | undefined {
    const { cache, columns } = this.model;
    const value = cache.cell(row, column);
    const description = columns[column];
    if (wrong === '' || value === undefined || !description) {
      return undefined;
    }
    const shown = cellLook(value, description, cache.bytes(row, column));
    return { ...shown, look: `${shown.look}${wrong}` };
  }
}
