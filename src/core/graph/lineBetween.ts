import type { Point } from './layeredLayout';

/** A box with its place. Lengths are in pixels. */
export interface PlacedBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The way of a line from one box to another. */
export interface LineWay {
  readonly points: readonly Point[];
  /** At each end, 1 where the line leaves the box to the right, -1 to the left. */
  readonly start: 1 | -1;
  readonly end: 1 | -1;
}

/**
 * The line from a box to the one that depends on it, through its bends.
 * @param heights where it leaves the one and reaches the other, from the top of the drawing
 */
export function lineBetween(
  on: PlacedBox,
  dependent: PlacedBox,
  heights: { readonly on: number; readonly dependent: number },
  bends: readonly Point[],
): LineWay {
  const right = (box: PlacedBox): number => box.x + box.width;
  if (on === dependent) {
    const out = right(on) + 36;
    const lower = heights.on === heights.dependent ? heights.dependent + 10 : heights.dependent;
    const points = [
      { x: right(on), y: heights.on },
      { x: out, y: (heights.on + lower) / 2 },
      { x: right(on), y: lower },
    ];
    return { points, start: 1, end: 1 };
  }
  const start = dependent.x >= right(on) ? 1 : dependent.x + dependent.width <= on.x ? -1 : 1;
  const end = dependent.x >= right(on) ? -1 : 1;
  const first = { x: start === 1 ? right(on) : on.x, y: heights.on };
  const last = { x: end === 1 ? right(dependent) : dependent.x, y: heights.dependent };
  return { points: [first, ...bends, last], start, end };
}
