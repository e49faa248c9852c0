/** Where the columns lie, in CSS pixels from the left edge of the first one. */
export interface ColumnLayout {
  readonly widths: readonly number[];
  /** One more than there are columns: the last is the total width. */
  readonly offsets: readonly number[];
}

export const minColumnWidth = 40;
export const maxColumnWidth = 2000;

export function layoutColumns(widths: readonly number[]): ColumnLayout {
  const offsets = [0];
  let end = 0;
  for (const width of widths) {
    end += width;
    offsets.push(end);
  }
  return { widths, offsets };
}

export function totalWidth(layout: ColumnLayout): number {
  return layout.offsets[layout.widths.length] ?? 0;
}

export function columnLeft(layout: ColumnLayout, column: number): number {
  return layout.offsets[column] ?? 0;
}

export function columnWidth(layout: ColumnLayout, column: number): number {
  return layout.widths[column] ?? 0;
}

/** The column at a place; the first or last one for a place beyond the edges. */
export function columnAt(layout: ColumnLayout, x: number): number {
  let low = 0;
  let high = Math.max(0, layout.widths.length - 1);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (columnLeft(layout, middle) <= x) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

export function clampWidth(width: number): number {
  return Math.round(Math.min(maxColumnWidth, Math.max(minColumnWidth, width)));
}
