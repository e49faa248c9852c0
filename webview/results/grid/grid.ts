import { type Disposable, DisposableStore, toDisposable } from '../../../src/base/disposable';
import { columnAt, columnLeft, columnWidth, totalWidth } from './columnLayout';
import { fitColumns } from './fitColumns';
import { type GridAction, gridAction } from './gridKeys';
import { GridMenus } from './gridMenus';
import { boundsOf, type GridModel, setWidths } from './gridModel';
import { GridPointer } from './gridPointer';
import { GridSurface, headHeight, rowHeight } from './gridSurface';
import { listen } from '../../shared/listen';
import type { MenuPlace } from '../popupMenu';
import {
  clampTop,
  contentTop,
  isMapped,
  type RowScroll,
  scrollHeight,
  scrollTopFor,
  topShowing,
} from './rowScroll';
import {
  type CellPlace,
  contains,
  moveSelection,
  type Rectangle,
  rectangleOf,
  selectAll,
  selectCell,
  selectColumns,
  type Selection,
  selectRows,
} from './selection';
import type { VisibleRange } from './windowCache';

export interface GridListener {
  copy(rectangle: Rectangle, withHeader: boolean): void;
  open(place: CellPlace): void;
  selectionChanged(): void;
  /** The user chose a column's width. */
  widthsChanged(): void;
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
  private model: GridModel | undefined;
  private width = 0;
  private height = 0;
  private frame: number | undefined;
  /** The scroll position that we set ourselves: the event that follows is no wish of the user. */
  private ownScrollTop = 0;
  private ahead: 1 | -1 = 1;
  private copiedByKey = -Infinity;

  constructor(private readonly listener: GridListener) {
    const { element } = this.surface;
    const observer = new ResizeObserver(() => this.measure());
    observer.observe(element);
    this.owned.add(toDisposable(() => observer.disconnect()));
    this.owned.add(new GridPointer(element, this));
    this.menus = this.owned.add(new GridMenus(element, this));
    this.owned.add(listen(element, 'scroll', () => this.onScroll()));
    this.owned.add(listen(element, 'wheel', (event) => this.onWheel(event), { passive: false }));
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

  /** The model has changed: rows arrived, or there are more of them. */
  refresh(): void {
    const { model } = this;
    if (!model) {
      return;
    }
    model.cache.rowCount = model.rowCount;
    this.element.setAttribute('aria-rowcount', String(model.rowCount + 1));
    const scroll = this.scrollOf(model);
    this.surface.canvas.style.height = `${headHeight + Math.max(scrollHeight(scroll), 0)}px`;
    this.surface.canvas.style.width = `${this.gutter(model) + totalWidth(model.layout)}px`;
    this.scrollTo(model.top, model.left);
    this.schedule();
  }

  select(selection: Selection, reveal: boolean): void {
    const { model } = this;
    if (!model || model.rowCount === 0) {
      return;
    }
    model.selection = selection;
    if (reveal) {
      this.reveal(model, selection.head);
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
    const column = columnAt(model.layout, clientX - box.left - this.gutter(model) + model.left);
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
    this.listener.open(place);
  }

  clickHead(column: number, add: boolean): void {
    this.listener.headClicked(column, add);
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
    this.listener.cellMenu(place, at);
  }

  columnWidth(column: number): number {
    return this.model ? columnWidth(this.model.layout, column) : 0;
  }

  resizeColumn(column: number, width: number): void {
    if (this.model) {
      setWidths(this.model, new Map([[column, width]]));
      this.model.arranged.add(column);
      this.listener.widthsChanged();
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
    if (this.model) {
      this.scrollTo(this.model.top + y, this.model.left + x);
      this.schedule();
    }
  }

  private measure(): void {
    this.width = this.element.clientWidth;
    this.height = this.element.clientHeight;
    this.surface.resize(this.width, this.height);
    this.refresh();
  }

  private scrollOf(model: GridModel): RowScroll {
    return { rowCount: model.rowCount, rowHeight, viewport: Math.max(0, this.height - headHeight) };
  }

  /** Room for the largest row number. */
  private gutter(model: GridModel): number {
    return Math.max(
      40,
      24 + String(model.rowCount).length * 8 + Math.floor(String(model.rowCount).length / 4) * 4,
    );
  }

  private scrollTo(top: number, left: number): void {
    const { model, element } = this;
    if (!model || this.height === 0) {
      return;
    }
    const scroll = this.scrollOf(model);
    model.top = clampTop(scroll, top);
    element.scrollTop = scrollTopFor(scroll, model.top);
    element.scrollLeft = left;
    this.ownScrollTop = element.scrollTop;
    model.left = element.scrollLeft;
  }

  private onScroll(): void {
    const { model, element } = this;
    if (!model) {
      return;
    }
    if (Math.abs(element.scrollTop - this.ownScrollTop) >= 1) {
      const top = contentTop(this.scrollOf(model), element.scrollTop);
      this.ahead = top >= model.top ? 1 : -1;
      model.top = top;
      this.ownScrollTop = element.scrollTop;
    }
    model.left = element.scrollLeft;
    this.schedule();
  }

  /** Where scroll positions are mapped, one notch of the wheel must still be a few rows and not a thousand. */
  private onWheel(event: WheelEvent): void {
    const { model } = this;
    if (!model || event.ctrlKey || event.shiftKey || !isMapped(this.scrollOf(model))) {
      return;
    }
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? rowHeight : 1;
    this.ahead = event.deltaY >= 0 ? 1 : -1;
    this.scrollBy(event.deltaX * unit, event.deltaY * unit);
  }

  private onKey(event: KeyboardEvent): void {
    const { key, shiftKey, altKey } = event;
    const action = gridAction({ key, shiftKey, altKey, modKey: event.ctrlKey || event.metaKey });
    if (action && this.model && this.model.rowCount > 0) {
      event.preventDefault();
      this.perform(action, this.model);
    }
  }

  private perform(action: GridAction, model: GridModel): void {
    const bounds = boundsOf(model);
    const { selection } = model;
    switch (action.kind) {
      case 'move':
        this.ahead = action.move.rows < 0 ? -1 : 1;
        this.select(moveSelection(selection, action.move, action.extend, bounds), true);
        break;
      case 'page': {
        const rows = action.direction * Math.max(1, Math.floor((this.height - headHeight) / rowHeight) - 1);
        this.ahead = action.direction;
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
        this.listener.open(selection.head);
        break;
      case 'columnMenu':
        this.reveal(model, selection.head);
        this.menus.openBelowHead(selection.head.column);
        break;
      case 'cellMenu':
        this.menus.openBelowCell(selection.head);
        break;
      case 'resize':
        this.resizeColumn(selection.head.column, this.columnWidth(selection.head.column) + action.by);
        break;
      case 'copy':
      case 'copyWithHeader':
        this.copiedByKey = performance.now();
        this.listener.copy(rectangleOf(selection), action.kind === 'copyWithHeader');
        break;
    }
  }

  /** The Edit menu, and on the desktop VS Code's own command, which follows on the key that we have served already. */
  private onCopy(event: ClipboardEvent): void {
    event.preventDefault();
    const served = performance.now() - this.copiedByKey < 1000;
    if (this.model && this.model.rowCount > 0 && !served) {
      this.listener.copy(rectangleOf(this.model.selection), false);
    }
  }

  private reveal(model: GridModel, { row, column }: CellPlace): void {
    const top = topShowing(this.scrollOf(model), model.top, row);
    const room = this.width - this.gutter(model);
    const start = columnLeft(model.layout, column);
    const end = start + columnWidth(model.layout, column);
    const left = start < model.left || end - start > room ? start : Math.max(model.left, end - room);
    this.scrollTo(top, left);
  }

  private schedule(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.paint();
    });
  }

  private paint(): void {
    const { model } = this;
    if (!model || this.height === 0) {
      return;
    }
    this.fitOnce(model);
    const visible = this.visibleRange(model);
    model.cache.want(visible, this.ahead);
    this.surface.paint({
      model,
      visible,
      gutter: this.gutter(model),
      selected: rectangleOf(model.selection),
    });
  }

  /** Columns adapt to the first values that arrive, before the user has moved or arranged anything. */
  private fitOnce(model: GridModel): void {
    if (model.fitted || model.rowCount === 0 || model.cache.cell(0, 0) === undefined) {
      return;
    }
    model.fitted = true;
    const free = model.columns.map((_, column) => column).filter((column) => !model.arranged.has(column));
    setWidths(model, fitColumns(model, free, this.element, 320));
    this.refresh();
  }

  private visibleRange(model: GridModel): VisibleRange {
    const firstRow = Math.floor(model.top / rowHeight);
    const rows = Math.ceil((this.height - headHeight) / rowHeight) + 1;
    return {
      firstRow,
      lastRow: firstRow + rows - 1,
      firstColumn: columnAt(model.layout, model.left),
      lastColumn: columnAt(model.layout, model.left + this.width - this.gutter(model)),
    };
  }
}
