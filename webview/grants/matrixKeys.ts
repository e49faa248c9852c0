import type { CellPlace } from './matrixTable';

const page = 10;

/** Where a key leads from a cell, as in every grid; undefined for keys that lead nowhere. */
export function movedBy(
  { key, ctrlKey, metaKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>,
  from: CellPlace,
  size: { readonly rows: number; readonly columns: number },
): CellPlace | undefined {
  const [lastRow, lastColumn] = [size.rows - 1, size.columns - 1];
  const whole = ctrlKey || metaKey;
  const moves: Readonly<Record<string, CellPlace>> = {
    ArrowUp: { ...from, row: whole ? 0 : from.row - 1 },
    ArrowDown: { ...from, row: whole ? lastRow : from.row + 1 },
    ArrowLeft: { ...from, column: whole ? 0 : from.column - 1 },
    ArrowRight: { ...from, column: whole ? lastColumn : from.column + 1 },
    PageUp: { ...from, row: from.row - page },
    PageDown: { ...from, row: from.row + page },
    Home: { row: whole ? 0 : from.row, column: 0 },
    End: { row: whole ? lastRow : from.row, column: lastColumn },
  };
  const to = moves[key];
  return to && { row: clamp(to.row, lastRow), column: clamp(to.column, lastColumn) };
}

function clamp(value: number, last: number): number {
  return Math.max(0, Math.min(value, last));
}
