import { type Disposable, DisposableStore } from '../../../src/base/disposable';
import { listen } from '../../shared/listen';
import type { MenuPlace } from '../../shared/popupMenu';
import type { CellPlace } from './selection';

/** What the menus need of the grid. */
export interface MenuTarget {
  placeAt(clientX: number, clientY: number): CellPlace | undefined;
  /** For a column of the result. */
  openColumnMenu(column: number, at: MenuPlace): void;
  openCellMenu(place: CellPlace, at: MenuPlace): void;
}

/** Opens the menus of columns and cells: with the mouse where it is, with the keyboard beneath the column or cell. */
export class GridMenus implements Disposable {
  private readonly owned = new DisposableStore();

  constructor(
    private readonly element: HTMLElement,
    private readonly target: MenuTarget,
  ) {
    this.owned.add(listen(element, 'contextmenu', (event) => this.onContextMenu(event)));
    this.owned.add(listen(element, 'click', (event) => this.onClick(event)));
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** Beneath the head of a column that is in sight. */
  openBelowHead(column: number): void {
    const head = this.element.querySelector(`.grid-head-cell[data-column="${column}"]:not([hidden])`);
    this.target.openColumnMenu(column, below(head ?? this.element));
  }

  openBelowCell(place: CellPlace): void {
    const cell = document.getElementById(this.element.getAttribute('aria-activedescendant') ?? '');
    this.target.openCellMenu(place, below(cell ?? this.element));
  }

  private onContextMenu(event: MouseEvent): void {
    event.preventDefault();
    // The key of a keyboard is served where it is pressed.
    const place = this.target.placeAt(event.clientX, event.clientY);
    if (!place || (event.button !== 2 && !event.ctrlKey)) {
      return;
    }
    const at = { x: event.clientX, y: event.clientY };
    const pointed = document.elementFromPoint(event.clientX, event.clientY);
    const head = pointed?.closest<HTMLElement>('.grid-head-cell');
    if (head) {
      this.element.focus();
      this.target.openColumnMenu(Number(head.dataset['column']), at);
    } else if (pointed?.closest('.grid-cell')) {
      this.element.focus();
      this.target.openCellMenu(place, at);
    }
  }

  private onClick(event: MouseEvent): void {
    const button = event.target instanceof Element ? event.target.closest('.grid-head-menu') : null;
    const head = button?.closest<HTMLElement>('.grid-head-cell');
    if (head) {
      this.element.focus();
      this.target.openColumnMenu(Number(head.dataset['column']), below(head));
    }
  }
}

function below(element: Element): MenuPlace {
  const { left, bottom } = element.getBoundingClientRect();
  return { x: left, y: bottom };
}
