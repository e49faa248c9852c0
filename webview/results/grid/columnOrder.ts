/** Which columns of a result a grid shows, and in which order. */
export interface ColumnOrder {
  /** Columns of the result by their place in the grid: the pinned ones first. */
  readonly places: readonly number[];
  /** So many of the first places stay at the left. */
  readonly pinned: number;
  readonly hidden: ReadonlySet<number>;
}

/** The order of `count` columns; what does not exist is left out, and one column always stays. */
export function orderColumns(
  count: number,
  hidden: Iterable<number> = [],
  pins: readonly number[] = [],
): ColumnOrder {
  const gone = new Set([...hidden].filter((column) => column < count));
  if (gone.size >= count) {
    gone.clear();
  }
  const pinned = [...new Set(pins)].filter((column) => column < count && !gone.has(column));
  const isPinned = new Set(pinned);
  const others = Array.from({ length: count }, (_, column) => column);
  return {
    places: [...pinned, ...others.filter((column) => !gone.has(column) && !isPinned.has(column))],
    pinned: pinned.length,
    hidden: gone,
  };
}

export function pinsOf({ places, pinned }: ColumnOrder): readonly number[] {
  return places.slice(0, pinned);
}

/** Hides or shows columns. Pins that are hidden are pins no more. */
export function withHidden(order: ColumnOrder, columns: readonly number[], hide: boolean): ColumnOrder {
  const hidden = new Set(order.hidden);
  for (const column of columns) {
    if (hide) {
      hidden.add(column);
    } else {
      hidden.delete(column);
    }
  }
  return orderColumns(order.places.length + order.hidden.size, hidden, pinsOf(order));
}

/** Pins a column behind those that are pinned already, or lets it go back to where it was. */
export function withPin(order: ColumnOrder, column: number, pin: boolean): ColumnOrder {
  const others = pinsOf(order).filter((each) => each !== column);
  const count = order.places.length + order.hidden.size;
  return orderColumns(count, order.hidden, pin ? [...others, column] : others);
}
