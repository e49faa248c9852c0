/** A cell by its zero-based row and column. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** A rectangle between two corners. The head is the cell that the keyboard moves; the anchor stays. */
export interface Selection {
  readonly anchor: CellPlace;
  readonly head: CellPlace;
}

export interface Rectangle {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

export interface Bounds {
  readonly rows: number;
  readonly columns: number;
}

/** A way to move: by so many rows and columns, or to an edge by an infinite number. */
export interface Move {
  readonly rows: number;
  readonly columns: number;
}

export function rectangleOf({ anchor, head }: Selection): Rectangle {
  return {
    firstRow: Math.min(anchor.row, head.row),
    lastRow: Math.max(anchor.row, head.row),
    firstColumn: Math.min(anchor.column, head.column),
    lastColumn: Math.max(anchor.column, head.column),
  };
}

export function contains(rectangle: Rectangle, row: number, column: number): boolean {
  return (
    rectangle.firstRow <= row &&
    row <= rectangle.lastRow &&
    rectangle.firstColumn <= column &&
    column <= rectangle.lastColumn
  );
}

export function selectCell(place: CellPlace): Selection {
  return { anchor: place, head: place };
}

/** Moves the head; without `extend` the selection shrinks to the cell that it reaches. */
export function moveSelection(selection: Selection, move: Move, extend: boolean, bounds: Bounds): Selection {
  const head = clampPlace(
    { row: selection.head.row + move.rows, column: selection.head.column + move.columns },
    bounds,
  );
  return extend ? { anchor: selection.anchor, head } : selectCell(head);
}

/** Everything. The head is the first cell, so that the next arrow key starts from the top. */
export function selectAll(bounds: Bounds): Selection {
  return { anchor: { row: bounds.rows - 1, column: bounds.columns - 1 }, head: { row: 0, column: 0 } };
}

export function selectRows(from: number, to: number, bounds: Bounds): Selection {
  return { anchor: { row: from, column: bounds.columns - 1 }, head: { row: to, column: 0 } };
}

export function selectColumns(from: number, to: number, bounds: Bounds): Selection {
  return { anchor: { row: bounds.rows - 1, column: from }, head: { row: 0, column: to } };
}

export function clampPlace(place: CellPlace, bounds: Bounds): CellPlace {
  return {
    row: Math.max(0, Math.min(place.row, bounds.rows - 1)),
    column: Math.max(0, Math.min(place.column, bounds.columns - 1)),
  };
}
