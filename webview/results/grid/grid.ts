import { type Disposable, DisposableStore, toDisposable } from '../../../src/base/disposable';
import { totalWidth } from './columnLayout';
import { type ColumnOrder, pinsOf, withHidden, withPin } from './columnOrder';
import { fitColumns } from './fitColumns';
import { type GridAction, gridAction } from './gridKeys';
import type { MenuPlace } from '../../shared/popupMenu';
import { GridMenus } from './gridMenus';
import {
  boundsOf,
  columnAtPlace,
  columnsBetween,
  type GridModel,
  placeOfColumn,
  setOrder,
  selectedCells,
  type SelectedCells,
  setWidths,
} from './gridModel';
import { GridPointer } from './gridPointer';
import { GridSurface } from './gridSurface';
import {
  type GridSize,
  gutterWidth,
  headHeight,
  placeAtX,
  rowHeight,
  rowScrollOf,
  visibleRange,
} from './gridView';
import { listen } from '../../shared/listen';
import { GridScroller } from './gridScroller';
import { scrollHeight } from './rowScroll';
import {
  type CellPlace,
  contains,
  type Move,
  moveSelection,
  rectangleOf,
  selectAll,
  selectCell,
  selectColumns,
  type Selection,
  selectRows,
} from './selection';

/** What the grid tells. Columns are those of the result. */
export interface GridListener {
  copy(cells: SelectedCells, withHeader: boolean): void;
  open(cell: CellPlace): void;
  /** Whether the key is served already. */
  keyDown(event: KeyboardEvent): boolean;
  /** Asks where to go. */
  goTo(): void;
  selectionChanged(): void;
  /** The user chose a column's width, or other columns. */
  columnsChanged(): void;
  /** A click on a column's head; `add` when the columns before it are to stay. */
  headClicked(column: number, add: boolean): void;
  columnMenu(column: number, at: MenuPlace): void;
  cellMenu(place: CellPlace, at: MenuPlace): void;
}

/** A virtual grid: shows one `GridModel`, drawn at most once per animation frame. */
export class Grid implements Disposable {
  private readonly surface = new GridSurface();
  private readonly owned = new DisposableStore();
  private readonly menus: GridMenus;
  private readonly scroller: GridScroller;
  private model: GridModel | undefined;
  private size: GridSize = { width: 0, height: 0 };
  private frame: number | undefined;
  private copiedByKey = -Infinity;

  constructor(private readonly listener: GridListener) {
    const { element } = this.surface;
    const observer = new ResizeObserver(() => this.measure());
    observer.observe(element);
    this.owned.add(toDisposable(() => observer.disconnect()));
    this.owned.add(new GridPointer(element, this));
    this.menus = this.owned.add(new GridMenus(element, this));
    this.scroller = this.owned.add(
      new GridScroller(element, () => ({
        ...{ model: this.model, size: this.size },
        moved: () => this.schedule(),
      })),
    );
    this.owned.add(listen(element, 'keydown', (event) => this.onKey(event)));
    this.owned.add(listen(element, 'copy', (event) => this.onCopy(event)));
  }

  get element(): HTMLElement {
    return this.surface.element;
  }

  dispose(): void {
    this.owned.dispose();
    if (this.frame !== undefined) {
      cancelAnimationFrame(this.frame);
    }
  }

  show(model: GridModel, label: string): void {
    this.model = model;
    this.element.setAttribute('aria-label', label);
    this.refresh();
  }

  /** The model has changed: there are more rows, or others. */
  refresh(): void {
    const { model } = this;
    if (!model) {
      return;
    }
    model.cache.rowCount = model.rowCount - (model.overlay?.added ?? 0);
    this.element.setAttribute('aria-rowcount', String(model.rowCount + 1));
    this.element.setAttribute('aria-colcount', String(model.order.places.length + 1));
    const scroll = rowScrollOf(model, this.size);
    this.surface.canvas.style.height = `${headHeight + Math.max(scrollHeight(scroll), 0)}px`;
    this.surface.canvas.style.width = `${gutterWidth(model) + totalWidth(model.layout)}px`;
    this.scroller.to(model.top, model.left);
    this.schedule();
  }

  /** Cells that were asked for are here. They are drawn at once, so that the next frame has only to paint them. */
  arrived(): void {
    if (this.frame === undefined) {
      this.paint();
    }
  }

  select(selection: Selection, reveal: boolean): void {
    const { model } = this;
    if (!model || model.rowCount === 0) {
      return;
    }
    model.selection = selection;
    if (reveal) {
      this.scroller.show(selection.head);
    }
    this.listener.selectionChanged();
    this.schedule();
  }

  /** The cell at a place of the window; the nearest one for a place outside the cells. */
  placeAt(clientX: number, clientY: number): CellPlace | undefined {
    const { model } = this;
    if (!model || model.rowCount === 0) {
      return undefined;
    }
    const box = this.element.getBoundingClientRect();
    const row = Math.floor((clientY - box.top - headHeight + model.top) / rowHeight);
    const column = placeAtX(model, this.size, clientX - box.left - gutterWidth(model));
    return { row: Math.max(0, Math.min(row, model.rowCount - 1)), column };
  }

  selectCellAt(place: CellPlace, extend: boolean): void {
    const anchor = extend ? this.model?.selection.anchor : undefined;
    this.select(anchor ? { anchor, head: place } : selectCell(place), true);
  }

  selectRowsTo(row: number, extend: boolean): void {
    if (this.model) {
      const from = extend ? this.model.selection.anchor.row : row;
      this.select(selectRows(from, row, boundsOf(this.model)), false);
    }
  }

  selectColumnsTo(column: number, extend: boolean): void {
    if (this.model) {
      const from = extend ? this.model.selection.anchor.column : column;
      this.select(selectColumns(from, column, boundsOf(this.model)), false);
    }
  }

  openCell(place: CellPlace): void {
    this.listener.open(this.cellAt(place));
  }

  clickHead(place: number, add: boolean): void {
    if (this.model) {
      this.listener.headClicked(columnAtPlace(this.model, place), add);
    }
  }

  openColumnMenu(column: number, at: MenuPlace): void {
    this.listener.columnMenu(column, at);
  }

  /** A menu is about the selection, or else about the cell that was pointed at. */
  openCellMenu(place: CellPlace, at: MenuPlace): void {
    const selected = this.model && rectangleOf(this.model.selection);
    if (!selected || !contains(selected, place.row, place.column)) {
      this.selectCellAt(place, false);
    }
    this.listener.cellMenu(this.cellAt(place), at);
  }

  columnWidth(column: number): number {
    return this.model?.widths[column] ?? 0;
  }

  hideColumns(columns: readonly number[], hide: boolean): void {
    this.arrange((order) => withHidden(order, columns, hide));
  }

  isPinned(column: number): boolean {
    return this.model !== undefined && pinsOf(this.model.order).includes(column);
  }

  pinColumn(column: number, pin: boolean): void {
    this.arrange((order) => withPin(order, column, pin));
  }

  /** Selects a cell and brings it into sight; without a row, the column of the cell where the keyboard is. */
  goTo({ row, column }: Partial<CellPlace>): void {
    const { model } = this;
    if (!model) {
      return;
    }
    const { head } = model.selection;
    const place = column === undefined ? head.column : placeOfColumn(model, column);
    this.select(selectCell({ row: row ?? head.row, column: place ?? head.column }), true);
  }

  resizeColumn(column: number, width: number): void {
    if (this.model) {
      setWidths(this.model, new Map([[column, width]]));
      this.model.arranged.add(column);
      this.listener.columnsChanged();
      this.refresh();
    }
  }

  /** Makes a column as wide as what is loaded of it. */
  fitColumn(column: number): void {
    if (this.model) {
      const width = fitColumns(this.model, [column], this.element, Infinity).get(column);
      this.resizeColumn(column, width ?? this.columnWidth(column));
    }
  }

  scrollBy(x: number, y: number): void {
    this.scroller.by(x, y);
  }

  /** The cell where the keyboard is, by row and column of the result. */
  activeCell(): CellPlace | undefined {
    return this.model && this.model.rowCount > 0 ? this.cellAt(this.model.selection.head) : undefined;
  }

  /** Where that cell is in the window, while it is in sight. */
  activeBox(): DOMRect | undefined {
    // A key may come before the move of the one before it was drawn.
    this.paint();
    const id = this.element.getAttribute('aria-activedescendant');
    return id === null ? undefined : document.getElementById(id)?.getBoundingClientRect();
  }

  moveBy(move: Move): void {
    if (this.model) {
      this.select(moveSelection(this.model.selection, move, false, boundsOf(this.model)), true);
    }
  }

  private cellAt({ row, column }: CellPlace): CellPlace {
    return { row, column: this.model ? columnAtPlace(this.model, column) : -1 };
  }

  private measure(): void {
    this.size = { width: this.element.clientWidth, height: this.element.clientHeight };
    this.surface.resize(this.size.width, this.size.height);
    this.refresh();
  }

  private arrange(change: (order: ColumnOrder) => ColumnOrder): void {
    if (this.model) {
      setOrder(this.model, change(this.model.order));
      this.listener.columnsChanged();
      this.listener.selectionChanged();
      this.scroller.show(this.model.selection.head);
      this.refresh();
    }
  }

  private onKey(event: KeyboardEvent): void {
    if (this.listener.keyDown(event)) {
      return;
    }
    const { key, shiftKey, altKey } = event;
    const action = gridAction({ key, shiftKey, altKey, modKey: event.ctrlKey || event.metaKey });
    if (action && this.model && this.model.rowCount > 0) {
      event.preventDefault();
      if (action.kind === 'goTo') {
        // The workbench would go to a line of the editor.
        event.stopPropagation();
      }
      this.perform(action, this.model);
    }
  }

  private perform(action: GridAction, model: GridModel): void {
    const bounds = boundsOf(model);
    const { selection } = model;
    switch (action.kind) {
      case 'move':
        this.scroller.ahead = action.move.rows < 0 ? -1 : 1;
        this.select(moveSelection(selection, action.move, action.extend, bounds), true);
        break;
      case 'page': {
        const rows =
          action.direction * Math.max(1, Math.floor((this.size.height - headHeight) / rowHeight) - 1);
        this.scroller.ahead = action.direction;
        this.scrollBy(0, rows * rowHeight);
        this.select(moveSelection(selection, { rows, columns: 0 }, action.extend, bounds), true);
        break;
      }
      case 'all':
        this.select(selectAll(bounds), false);
        break;
      case 'row':
        this.select(selectRows(selection.anchor.row, selection.head.row, bounds), false);
        break;
      case 'column':
        this.select(selectColumns(selection.anchor.column, selection.head.column, bounds), false);
        break;
      case 'collapse':
        this.select(selectCell(selection.head), true);
        break;
      case 'open':
        this.openCell(selection.head);
        break;
      case 'columnMenu':
        this.scroller.show(selection.head);
        this.menus.openBelowHead(columnAtPlace(model, selection.head.column));
        break;
      case 'cellMenu':
        this.menus.openBelowCell(selection.head);
        break;
      case 'goTo':
        this.listener.goTo();
        break;
      case 'resize': {
        const column = columnAtPlace(model, selection.head.column);
        this.resizeColumn(column, this.columnWidth(column) + action.by);
        break;
      }
      case 'copy':
      case 'copyWithHeader':
        this.copiedByKey = performance.now();
        this.listener.copy(selectedCells(model), action.kind === 'copyWithHeader');
        break;
    }
  }

  /** The Edit menu, and on the desktop VS Code's own command, which follows on the key that we have served already. */
  private onCopy(event: ClipboardEvent): void {
    event.preventDefault();
    const served = performance.now() - this.copiedByKey < 1000;
    if (this.model && this.model.rowCount > 0 && !served) {
      this.listener.copy(selectedCells(this.model), false);
    }
  }

  private schedule(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.paint();
    });
  }

  private paint(): void {
    const { model } = this;
    if (!model || this.size.height === 0) {
      return;
    }
    this.fitOnce(model);
    const visible = visibleRange(model, this.size);
    const scrolling = columnsBetween(model, visible.firstColumn, visible.lastColumn);
    const columns = [...columnsBetween(model, 0, visible.pinned - 1), ...scrolling];
    model.cache.want({ ...visible, columns }, this.scroller.ahead);
    this.surface.paint({
      model,
      visible,
      gutter: gutterWidth(model),
      selected: rectangleOf(model.selection),
    });
  }

  /** Columns adapt to the first values that arrive, before the user has moved or arranged anything. */
  private fitOnce(model: GridModel): void {
    if (model.fitted || model.rowCount === 0 || model.cache.cell(0, columnAtPlace(model, 0)) === undefined) {
      return;
    }
    model.fitted = true;
    const free = model.columns.map((_, column) => column).filter((column) => !model.arranged.has(column));
    setWidths(model, fitColumns(model, free, this.element, 320));
    this.refresh();
  }
}
