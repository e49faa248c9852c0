import { html, type TemplateResult } from 'lit/html.js';
import { icon } from './icons';

/** Of a tree whose rows stand below a head that stays in sight; pixels, as `treeRows.css` has them. */
export const rowHeight = 24;
const headHeight = 28;

/** Deep trees must not push their titles out of sight. */
const indentedLevels = 24;
const indent = 12;

/** More rows than are in sight have elements, so that a short way of scrolling shows no gap. */
const spareRows = 4;

/** How many rows one page of the keyboard is. */
export function rowsOfPage({ clientHeight }: HTMLElement): number {
  return Math.max(1, Math.floor((clientHeight - headHeight) / rowHeight) - 1);
}

/** Scrolls as little as needed for the row at the place to be in sight. */
export function scrollToRow(element: HTMLElement, place: number): void {
  const top = place * rowHeight;
  const room = element.clientHeight - headHeight;
  if (top < element.scrollTop) {
    element.scrollTop = top;
  } else if (top + rowHeight > element.scrollTop + room) {
    element.scrollTop = top + rowHeight - room;
  }
}

/** The rows that need elements, from the place of the first one on. */
export function rowsInSight<T>(
  element: HTMLElement,
  all: readonly T[],
): { readonly first: number; readonly rows: readonly T[] } {
  const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - spareRows);
  const count = Math.ceil(element.clientHeight / rowHeight) + 2 * spareRows;
  return { first, rows: all.slice(first, first + count) };
}

/** Names the row that the keyboard is on, for those who hear the tree; undefined when it has no element. */
export function markActive(element: HTMLElement, id: string | undefined): void {
  if (id === undefined) {
    element.removeAttribute('aria-activedescendant');
  } else {
    element.setAttribute('aria-activedescendant', id);
  }
}

/** What stands before a title: the room of its level, and the sign of a branch (undefined for a leaf). */
export function levelTemplate(level: number, expanded: boolean | undefined): TemplateResult {
  return html`<span class="indent" .style=${`width: ${Math.min(level, indentedLevels) * indent}px`}></span>
    <span class="twistie">${expanded === undefined ? '' : icon(expanded ? 'expanded' : 'collapsed')}</span>`;
}
