/**
 * Rows of a fixed height, up to more than an element can be high (browsers stop at 15 to 33 million pixels). The
 * element that scrolls stays below `maxScrollHeight`; beyond it, its scroll position is mapped onto the rows.
 */
export interface RowScroll {
  readonly rowCount: number;
  readonly rowHeight: number;
  /** Height of the area that shows rows. */
  readonly viewport: number;
}

export const maxScrollHeight = 8_000_000;

/** How high all rows would be. */
export function contentHeight(scroll: RowScroll): number {
  return scroll.rowCount * scroll.rowHeight;
}

/** How high the scrolled element is. */
export function scrollHeight(scroll: RowScroll): number {
  return Math.min(contentHeight(scroll), maxScrollHeight);
}

/** Whether scroll positions are mapped, so that one pixel of the scroll bar stands for more than one of the rows. */
export function isMapped(scroll: RowScroll): boolean {
  return contentHeight(scroll) > maxScrollHeight;
}

/** The pixel of the content at the top of the viewport, for a position of the scroll bar. */
export function contentTop(scroll: RowScroll, scrollTop: number): number {
  return clampTop(scroll, scrollTop * scale(scroll));
}

/** The position of the scroll bar for a pixel of the content. */
export function scrollTopFor(scroll: RowScroll, top: number): number {
  return clampTop(scroll, top) / scale(scroll);
}

export function clampTop(scroll: RowScroll, top: number): number {
  return Math.max(0, Math.min(top, contentHeight(scroll) - scroll.viewport));
}

/** The least change of the top that makes a row visible as a whole. */
export function topShowing(scroll: RowScroll, top: number, row: number): number {
  const start = row * scroll.rowHeight;
  const end = start + scroll.rowHeight;
  if (start < top) {
    return start;
  }
  return end > top + scroll.viewport ? clampTop(scroll, end - scroll.viewport) : top;
}

function scale(scroll: RowScroll): number {
  const range = scrollHeight(scroll) - scroll.viewport;
  return range <= 0 ? 1 : (contentHeight(scroll) - scroll.viewport) / range;
}
