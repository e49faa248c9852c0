import { type Disposable, DisposableStore } from '../../../src/base/disposable';
import { listen } from '../../shared/listen';
import type { CellPlace } from './selection';

/** What the mouse needs of the grid. */
export interface PointerTarget {
  placeAt(clientX: number, clientY: number): CellPlace | undefined;
  selectCellAt(place: CellPlace, extend: boolean): void;
  selectRowsTo(row: number, extend: boolean): void;
  selectColumnsTo(column: number, extend: boolean): void;
  /** A click on the head at a place, without a drag. */
  clickHead(place: number, add: boolean): void;
  openCell(place: CellPlace): void;
  columnWidth(column: number): number;
  resizeColumn(column: number, width: number): void;
  fitColumn(column: number): void;
  scrollBy(x: number, y: number): void;
}

/** A drag in progress: how it goes on, and what it does at each frame while the pointer rests outside. */
interface Drag {
  readonly pointer: number;
  move(event: { readonly clientX: number; readonly clientY: number }): void;
  /** The button was released. */
  end?(): void;
}

/** Selecting with the mouse, by cells, rows and columns, and changing the width of columns. */
export class GridPointer implements Disposable {
  private readonly owned = new DisposableStore();
  private drag: Drag | undefined;
  private last = { clientX: 0, clientY: 0 };
  private frame: number | undefined;

  constructor(
    private readonly element: HTMLElement,
    private readonly target: PointerTarget,
  ) {
    this.owned.add(listen(element, 'pointerdown', (event) => this.onDown(event)));
    this.owned.add(listen(element, 'pointermove', (event) => this.onMove(event)));
    this.owned.add(listen(element, 'pointerup', () => this.onUp()));
    this.owned.add(listen(element, 'pointercancel', () => this.end()));
    this.owned.add(listen(element, 'dblclick', (event) => this.onDoubleClick(event)));
  }

  dispose(): void {
    this.end();
    this.owned.dispose();
  }

  private onDown(event: PointerEvent): void {
    const part = partOf(event);
    const place = this.target.placeAt(event.clientX, event.clientY);
    if (event.button !== 0 || part === 'nothing') {
      return;
    }
    if (part === 'handle') {
      this.begin(event, this.resizing(event));
    } else if (place && part === 'head') {
      this.begin(event, this.overHeads(event, place.column));
    } else if (place && part === 'number') {
      this.begin(
        event,
        this.selecting(event, (at, extend) => this.target.selectRowsTo(at.row, extend)),
      );
    } else if (place) {
      this.begin(
        event,
        this.selecting(event, (at, extend) => this.target.selectCellAt(at, extend)),
      );
    }
  }

  private selecting(event: PointerEvent, select: (place: CellPlace, extend: boolean) => void): Drag {
    const start = this.target.placeAt(event.clientX, event.clientY);
    if (start) {
      select(start, event.shiftKey);
    }
    return {
      pointer: event.pointerId,
      move: ({ clientX, clientY }) => {
        const place = this.target.placeAt(clientX, clientY);
        if (place) {
          select(place, true);
        }
      },
    };
  }

  /** A click sorts; a drag over several heads, and a click with Ctrl or Cmd, selects columns. */
  private overHeads(event: PointerEvent, column: number): Drag {
    const select = ({ column: reached }: CellPlace, extend: boolean) =>
      this.target.selectColumnsTo(reached, extend);
    if (event.ctrlKey || event.metaKey) {
      return this.selecting(event, select);
    }
    let isDrag = false;
    return {
      pointer: event.pointerId,
      move: ({ clientX, clientY }) => {
        const place = this.target.placeAt(clientX, clientY);
        if (place && !isDrag && place.column !== column) {
          isDrag = true;
          this.target.selectColumnsTo(column, false);
        }
        if (place && isDrag) {
          this.target.selectColumnsTo(place.column, true);
        }
      },
      end: () => {
        if (!isDrag) {
          this.target.clickHead(column, event.shiftKey);
        }
      },
    };
  }

  private resizing(event: PointerEvent): Drag {
    const column = columnOf(event);
    const startX = event.clientX;
    const startWidth = this.target.columnWidth(column);
    return {
      pointer: event.pointerId,
      move: ({ clientX }) => this.target.resizeColumn(column, startWidth + clientX - startX),
    };
  }

  private begin(event: PointerEvent, drag: Drag): void {
    this.drag = drag;
    this.element.setPointerCapture(event.pointerId);
  }

  private onMove(event: PointerEvent): void {
    if (this.drag?.pointer !== event.pointerId) {
      return;
    }
    this.last = { clientX: event.clientX, clientY: event.clientY };
    this.drag.move(this.last);
    this.scrollOutside();
  }

  /** Scrolls as long as the pointer is held outside, faster the farther it is. */
  private scrollOutside(): void {
    const box = this.element.getBoundingClientRect();
    const x = beyond(this.last.clientX, box.left, box.right);
    const y = beyond(this.last.clientY, box.top, box.bottom);
    if (!this.drag || (x === 0 && y === 0)) {
      return;
    }
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.target.scrollBy(x / 2, y / 2);
      this.drag?.move(this.last);
      this.scrollOutside();
    });
  }

  private onUp(): void {
    const { drag } = this;
    this.end();
    drag?.end?.();
  }

  private end(): void {
    this.drag = undefined;
    if (this.frame !== undefined) {
      cancelAnimationFrame(this.frame);
      this.frame = undefined;
    }
  }

  private onDoubleClick(event: MouseEvent): void {
    const place = this.target.placeAt(event.clientX, event.clientY);
    const part = partOf(event);
    if (part === 'handle') {
      this.target.fitColumn(columnOf(event));
    } else if (part === 'cell' && place) {
      this.target.openCell(place);
    }
  }
}

type Part = 'handle' | 'head' | 'number' | 'cell' | 'nothing';

/** The event's own target is the whole grid while it holds the pointer, so the place decides. */
function elementAt(event: MouseEvent): Element | null {
  return document.elementFromPoint(event.clientX, event.clientY);
}

function partOf(event: MouseEvent): Part {
  const target = elementAt(event);
  if (target?.closest('.grid-head-handle')) {
    return 'handle';
  }
  if (target?.closest('.grid-head-menu')) {
    return 'nothing';
  }
  if (target?.closest('.grid-head-cell')) {
    return 'head';
  }
  if (target?.closest('.grid-number')) {
    return 'number';
  }
  return target?.closest('.grid-cell') ? 'cell' : 'nothing';
}

function columnOf(event: MouseEvent): number {
  const cell = elementAt(event)?.closest('.grid-head-cell');
  return cell instanceof HTMLElement ? Number(cell.dataset['column']) : 0;
}

function beyond(position: number, start: number, end: number): number {
  return position < start ? position - start : Math.max(0, position - end);
}
