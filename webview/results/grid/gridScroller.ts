import { type Disposable, DisposableStore } from '../../../src/base/disposable';
import { listen } from '../../shared/listen';
import type { GridModel } from './gridModel';
import { type GridSize, leftShowing, rowHeight, rowScrollOf } from './gridView';
import { clampTop, contentTop, isMapped, scrollTopFor, topShowing } from './rowScroll';
import type { CellPlace } from './selection';

/** What is scrolled. */
export interface ScrollSubject {
  readonly model: GridModel | undefined;
  readonly size: GridSize;
  /** The scroll position changed. */
  moved(): void;
}

/** Keeps the scroll position of the model and that of the element the same, in both directions. */
export class GridScroller implements Disposable {
  private readonly owned = new DisposableStore();
  /** The direction in which the rows move. */
  ahead: 1 | -1 = 1;
  /** The scroll position that we set ourselves: the event that follows is no wish of the user. */
  private ownScrollTop = 0;

  constructor(
    private readonly element: HTMLElement,
    private readonly subject: () => ScrollSubject,
  ) {
    this.owned.add(listen(element, 'scroll', () => this.onScroll()));
    this.owned.add(listen(element, 'wheel', (event) => this.onWheel(event), { passive: false }));
  }

  dispose(): void {
    this.owned.dispose();
  }

  to(top: number, left: number): void {
    const { element } = this;
    const { model, size } = this.subject();
    if (!model || size.height === 0) {
      return;
    }
    const scroll = rowScrollOf(model, size);
    model.top = clampTop(scroll, top);
    element.scrollTop = scrollTopFor(scroll, model.top);
    element.scrollLeft = left;
    this.ownScrollTop = element.scrollTop;
    model.left = element.scrollLeft;
  }

  by(x: number, y: number): void {
    const { model, moved } = this.subject();
    if (model) {
      this.to(model.top + y, model.left + x);
      moved();
    }
  }

  /** Brings a cell into sight, by row and place. */
  show({ row, column }: CellPlace): void {
    const { model, size } = this.subject();
    if (model) {
      this.to(topShowing(rowScrollOf(model, size), model.top, row), leftShowing(model, size, column));
    }
  }

  private onScroll(): void {
    const { element } = this;
    const { model, size, moved } = this.subject();
    if (!model) {
      return;
    }
    if (Math.abs(element.scrollTop - this.ownScrollTop) >= 1) {
      const top = contentTop(rowScrollOf(model, size), element.scrollTop);
      this.ahead = top >= model.top ? 1 : -1;
      model.top = top;
      this.ownScrollTop = element.scrollTop;
    }
    model.left = element.scrollLeft;
    moved();
  }

  /** Where scroll positions are mapped, one notch of the wheel must still be a few rows and not a thousand. */
  private onWheel(event: WheelEvent): void {
    const { model, size } = this.subject();
    if (!model || event.ctrlKey || event.shiftKey || !isMapped(rowScrollOf(model, size))) {
      return;
    }
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? rowHeight : 1;
    this.ahead = event.deltaY >= 0 ? 1 : -1;
    this.by(event.deltaX * unit, event.deltaY * unit);
  }
}
