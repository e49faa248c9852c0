import type { Action, CellTarget, ColumnTarget, ResultActions } from './actions';
import type { CellPlace } from './grid/selection';
import type { GridModel } from './grid/gridModel';
import { type MenuItem, type MenuPlace, PopupMenu } from '../shared/popupMenu';

/** A result whose columns and cells have menus. */
export interface MenuSubject {
  readonly statement: number;
  readonly model: GridModel;
}

/** Opens the menus of the columns and cells of a result. */
export class ResultMenus {
  private readonly menu = new PopupMenu();

  constructor(private readonly actions: ResultActions) {}

  get element(): HTMLElement {
    return this.menu.element;
  }

  /** A menu that is about neither. */
  open(label: string, items: readonly MenuItem[], at: MenuPlace): void {
    this.menu.open(label, items, at);
  }

  openForColumn({ statement, model }: MenuSubject, column: number, at: MenuPlace): void {
    const description = model.columns[column];
    if (description) {
      const target: ColumnTarget = { statement, column, description };
      this.menu.open(`Column ${description.name}`, itemsOf(this.actions.ofColumn(target), target), at);
    }
  }

  openForCell({ statement, model }: MenuSubject, { row, column }: CellPlace, at: MenuPlace): void {
    const description = model.columns[column];
    if (description) {
      const value = model.cache.cell(row, column);
      const target: CellTarget = { statement, column, description, row, value };
      this.menu.open(`Cell of ${description.name}`, itemsOf(this.actions.ofCell(target), target), at);
    }
  }
}

function itemsOf<Target>(actions: readonly Action<Target>[], target: Target): readonly MenuItem[] {
  return actions.map((action) => ({
    title: action.title(target),
    keys: action.keys,
    group: action.group,
    run: () => action.run(target),
  }));
}
