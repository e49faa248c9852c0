import { visibleText } from '../../shared/visibleText';
import { formatCount } from '../../shared/words';
import { type CellLook, cellLook } from './cellLook';
import { isNumeric } from './columnKind';
import { type ColumnLayout, columnLeft, columnWidth } from './columnLayout';
import { columnAtPlace, type GridModel, type HeadMark } from './gridModel';
import { rowHeight, type VisibleRange } from './gridView';
import { contains, type Rectangle } from './selection';

/** One picture of the grid. */
export interface GridFrame {
  readonly model: GridModel;
  readonly visible: VisibleRange;
  /** Width of the row numbers. */
  readonly gutter: number;
  readonly selected: Rectangle;
}

interface CellSlot {
  readonly element: HTMLElement;
  /** The place in the grid. */
  column: number;
  layout: ColumnLayout | undefined;
  pinned: boolean;
  text: string;
  badge: string;
  look: string;
}

interface RowSlot {
  readonly element: HTMLElement;
  readonly number: HTMLElement;
  readonly cells: CellSlot[];
  /** Cells of columns that stay at the left. */
  readonly pinned: CellSlot[];
  row: number;
  mark: string;
}

/**
 * The elements of a grid: a pool of rows and cells that are moved and filled anew, one set for any number of rows and
 * columns. Row r always uses the slot r modulo the pool, so scrolling by one row rewrites one row.
 */
export class GridSurface {
  /** Scrolls, has the focus and the role. */
  readonly element = make('div', 'grid');
  /** As large as everything that can be scrolled to. */
  readonly canvas = make('div', 'grid-canvas');
  /** Stays in sight and shows what lies there. */
  private readonly layer = make('div', 'grid-layer');
  private readonly head = make('div', 'grid-head');
  private readonly corner = make('div', 'grid-corner');
  private readonly body = make('div', 'grid-body');
  private readonly headCells: CellSlot[] = [];
  private readonly pinnedHeads: CellSlot[] = [];
  private rows: RowSlot[] = [];
  private columnSlots = 0;
  private model: GridModel | undefined;

  constructor() {
    setAttributes(this.element, { role: 'grid', tabindex: '0', 'aria-multiselectable': 'true' });
    setAttributes(this.head, { role: 'row', 'aria-rowindex': '1' });
    setAttributes(this.corner, { role: 'columnheader', 'aria-colindex': '1', 'aria-label': 'Row number' });
    this.body.setAttribute('role', 'rowgroup');
    const headGroup = make('div', 'grid-head-group');
    headGroup.setAttribute('role', 'rowgroup');
    this.head.append(this.corner);
    headGroup.append(this.head);
    this.layer.append(this.body, headGroup);
    this.canvas.append(this.layer);
    this.element.append(this.canvas);
  }

  resize(width: number, height: number): void {
    this.layer.style.width = `${width}px`;
    this.layer.style.height = `${height}px`;
  }

  paint(frame: GridFrame): void {
    if (frame.model !== this.model) {
      this.model = frame.model;
      this.forget();
    }
    this.grow(frame.visible);
    this.paintHead(frame);
    this.rows.forEach((slot, index) => this.paintRow(slot, index, frame));
    this.markActive(frame);
  }

  /** Nothing on the surface is known to be right any more. */
  private forget(): void {
    const heads = [...this.headCells, ...this.pinnedHeads];
    const cells = [...heads, ...this.rows.flatMap((row) => [...row.cells, ...row.pinned])];
    for (const cell of cells) {
      cell.column = -1;
      cell.layout = undefined;
    }
  }

  private grow({ firstRow, lastRow, firstColumn, lastColumn, pinned }: VisibleRange): void {
    const columns = Math.max(this.columnSlots, lastColumn - firstColumn + 1);
    const rows = Math.max(this.rows.length, lastRow - firstRow + 1);
    while (this.headCells.length < columns) {
      this.headCells.push(makeHeadCell(this.head));
    }
    fitPins(this.pinnedHeads, pinned, () => makeHeadCell(this.head));
    while (this.rows.length < rows) {
      this.rows.push(makeRow(this.body));
    }
    this.rows.forEach((row, index) => {
      while (row.cells.length < columns) {
        row.cells.push(makeCell(row.element, `cell-${index}-${row.cells.length}`));
      }
      fitPins(row.pinned, pinned, (at) => makeCell(row.element, `pinned-${index}-${at}`));
    });
    this.columnSlots = columns;
  }

  private paintHead({ model, visible, gutter }: GridFrame): void {
    this.head.style.transform = `translateX(${-model.left}px)`;
    this.corner.style.transform = `translateX(${model.left}px)`;
    this.corner.style.width = `${gutter}px`;
    this.headCells.forEach((slot, index) => {
      place(slot, slotted(index, visible.firstColumn, this.columnSlots), model, gutter);
      fillHead(slot, model);
    });
    this.pinnedHeads.forEach((slot, column) => {
      place(slot, column, model, gutter);
      fillHead(slot, model);
      stay(slot, model);
    });
  }

  private paintRow(slot: RowSlot, index: number, frame: GridFrame): void {
    const { model, visible, gutter } = frame;
    const row = slotted(index, visible.firstRow, this.rows.length);
    slot.element.hidden = row >= model.rowCount;
    if (slot.element.hidden) {
      return;
    }
    const y = row * rowHeight - model.top;
    slot.element.style.transform = `translate(${-model.left}px, ${y}px)`;
    slot.number.style.transform = `translateX(${model.left}px)`;
    slot.number.style.width = `${gutter}px`;
    const mark = model.overlay?.mark(row) ?? '';
    if (slot.row !== row || slot.mark !== mark) {
      slot.row = row;
      slot.mark = mark;
      slot.number.textContent = mark === '+' ? mark : `${mark}${formatCount(row + 1)}`;
      slot.element.classList.toggle('grid-row-deleted', mark === '−');
      slot.element.setAttribute('aria-rowindex', String(row + 2));
    }
    for (const [cellIndex, cell] of slot.cells.entries()) {
      const column = slotted(cellIndex, visible.firstColumn, this.columnSlots);
      place(cell, column, model, gutter);
      fill(cell, row, column, frame);
    }
    slot.pinned.forEach((cell, column) => {
      place(cell, column, model, gutter);
      fill(cell, row, column, frame);
      stay(cell, model);
    });
  }

  /** Tells assistive technology where the keyboard is; the cell has an element only while it is in sight. */
  private markActive({ model, visible }: GridFrame): void {
    const { row, column } = model.selection.head;
    const slot = this.rows.find((each) => each.row === row && !each.element.hidden);
    const cells = column < visible.pinned ? slot?.pinned : slot?.cells;
    const cell = cells?.find((each) => each.column === column);
    const inSight = row >= visible.firstRow && row <= visible.lastRow;
    const isShown = column < visible.pinned || column >= visible.firstColumn;
    if (cell && inSight && isShown && column <= visible.lastColumn) {
      setAttributes(this.element, { 'aria-activedescendant': cell.element.id });
    } else {
      this.element.removeAttribute('aria-activedescendant');
    }
  }
}

/** The item that a slot shows when the pool begins at `first`: the one of the pool's size that falls on the slot. */
function slotted(slot: number, first: number, poolSize: number): number {
  const offset = (slot - first) % poolSize;
  return first + (offset < 0 ? offset + poolSize : offset);
}

function place(slot: CellSlot, column: number, model: GridModel, gutter: number): void {
  if (slot.column === column && slot.layout === model.layout) {
    return;
  }
  slot.column = column;
  slot.layout = model.layout;
  slot.element.hidden = column >= model.order.places.length;
  slot.element.style.left = `${gutter + columnLeft(model.layout, column)}px`;
  slot.element.style.width = `${columnWidth(model.layout, column)}px`;
  slot.element.setAttribute('aria-colindex', String(column + 2));
  slot.element.dataset['column'] = String(columnAtPlace(model, column));
}

/** Keeps a pinned cell where it is while the others scroll. */
function stay(slot: CellSlot, { left }: GridModel): void {
  slot.element.style.transform = `translateX(${left}px)`;
}

/** Makes pinned cells, or removes those that are pinned no more. */
function fitPins(slots: CellSlot[], count: number, make: (at: number) => CellSlot): void {
  while (slots.length < count) {
    const slot = make(slots.length);
    slot.pinned = true;
    slot.element.classList.add('grid-pinned');
    slots.push(slot);
  }
  slots.splice(count).forEach(({ element }) => element.remove());
}

function fillHead(slot: CellSlot, model: GridModel): void {
  const description = model.columns[columnAtPlace(model, slot.column)];
  const { name, typeName } = description ?? { name: '', typeName: '' };
  slot.element.classList.toggle('grid-head-number', description !== undefined && isNumeric(description));
  markHead(slot.element, model.headMarks.get(columnAtPlace(model, slot.column)));
  const text = `${visibleText(name)}\n${visibleText(typeName)}`;
  if (text !== slot.text) {
    slot.text = text;
    slot.element.title = text;
    setText(slot.element, '.grid-head-name', visibleText(name));
    setText(slot.element, '.grid-head-type', visibleText(typeName));
  }
}

function fill(slot: CellSlot, row: number, place: number, frame: GridFrame): void {
  const { model, selected } = frame;
  const column = columnAtPlace(model, place);
  const description = model.columns[column];
  if (!description) {
    return;
  }
  const { text, badge, look: valueLook } = lookAt(model, row, column);
  if (slot.text !== text) {
    slot.text = text;
    slot.element.textContent = text;
  }
  if (slot.badge !== badge) {
    slot.badge = badge;
    slot.element.dataset['badge'] = badge;
  }
  const isSelected = contains(selected, row, place);
  const { head } = model.selection;
  const look =
    valueLook +
    (badge === '' ? '' : ' grid-cell-badge') +
    (slot.pinned ? ' grid-pinned' : '') +
    (isSelected ? ' grid-cell-selected' : '') +
    markLook[model.cellMark(row, column) ?? 'none'] +
    (head.row === row && head.column === place ? ' grid-cell-active' : '');
  if (slot.look !== look) {
    slot.look = look;
    slot.element.className = `grid-cell${look}`;
    slot.element.setAttribute('aria-selected', String(isSelected));
  }
}

const markLook = {
  hit: ' grid-cell-hit',
  current: ' grid-cell-hit grid-cell-hit-current',
  none: '',
} as const;

function markHead(element: HTMLElement, mark: HeadMark | undefined): void {
  const { sort, rank, filtered } = mark ?? {};
  const look = `${sort ?? ''} ${rank ?? ''} ${String(filtered ?? false)}`;
  if (element.dataset['mark'] === look) {
    return;
  }
  element.dataset['mark'] = look;
  if (sort === undefined) {
    element.removeAttribute('aria-sort');
  } else {
    element.setAttribute('aria-sort', sort);
  }
  element.classList.toggle('grid-head-filtered', filtered === true);
  const arrow = sort === undefined ? '' : sort === 'ascending' ? '↑' : '↓';
  setText(element, '.grid-head-sort', `${arrow}${rank ?? ''}`);
}

/** What a cell shows, whether its value is here or not. */
function lookAt({ cache, columns, overlay }: GridModel, row: number, column: number): CellLook {
  const over = overlay?.look(row, column);
  if (over) {
    return over;
  }
  const value = cache.cell(row, column);
  const description = columns[column];
  if (value !== undefined && description) {
    return cellLook(value, description, cache.bytes(row, column));
  }
  return cache.failure(row, column) === undefined
    ? { text: '', badge: '', look: ' grid-cell-loading' }
    : { text: 'not loaded', badge: '', look: ' grid-cell-failed' };
}

function makeRow(body: HTMLElement): RowSlot {
  const element = make('div', 'grid-row');
  element.setAttribute('role', 'row');
  const number = make('div', 'grid-number');
  setAttributes(number, { role: 'rowheader', 'aria-colindex': '1' });
  element.append(number);
  body.append(element);
  return { element, number, cells: [], pinned: [], row: -1, mark: '' };
}

function makeCell(parent: HTMLElement, id: string): CellSlot {
  const element = make('div', 'grid-cell');
  element.id = id;
  element.setAttribute('role', 'gridcell');
  parent.append(element);
  return { element, column: -1, layout: undefined, pinned: false, text: '', badge: '', look: 'new' };
}

function makeHeadCell(parent: HTMLElement): CellSlot {
  const element = make('div', 'grid-head-cell');
  element.setAttribute('role', 'columnheader');
  element.append(
    make('span', 'grid-head-name'),
    make('span', 'grid-head-type'),
    make('span', 'grid-head-sort'),
    make('span', 'grid-head-menu'),
    make('div', 'grid-head-handle'),
  );
  parent.append(element);
  return { element, column: -1, layout: undefined, pinned: false, text: '', badge: '', look: '' };
}

function make(tag: string, className: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  return element;
}

function setAttributes(element: HTMLElement, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
}

function setText(parent: HTMLElement, selector: string, text: string): void {
  const element = parent.querySelector(selector);
  if (element) {
    element.textContent = text;
  }
}
