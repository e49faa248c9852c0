/** The cells in which something was found, from top to bottom; both arrays have the same length. */
export interface HitList {
  readonly rows: Uint32Array;
  readonly columns: Uint16Array;
}

/** The index of the hit at a cell, or next to it; behind the last comes the first. -1 when there is none. */
export function hitNextTo(
  { rows, columns }: HitList,
  { row, column }: { readonly row: number; readonly column: number },
  step: 1 | 0 | -1,
): number {
  if (rows.length === 0) {
    return -1;
  }
  const at = firstHitFrom({ rows, columns }, row, column);
  if (step === -1) {
    return (at - 1 + rows.length) % rows.length;
  }
  const isHere = rows[at] === row && columns[at] === column;
  return (isHere && step === 1 ? at + 1 : at) % rows.length;
}

/** The index of the first hit at or behind a cell; the length when there is none. */
export function firstHitFrom({ rows, columns }: HitList, row: number, column: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const difference = (rows[middle] ?? 0) - row || (columns[middle] ?? 0) - column;
    if (difference < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
