import type { PlacedBox } from '../../src/core/graph/lineBetween';
import type { Size, Viewport } from '../shared/viewport';

/** The part of a drawing that is seen, in the lengths of the drawing. */
export function sightOf({ x, y, scale }: Viewport, window: Size): PlacedBox {
  return { x: -x / scale, y: -y / scale, width: window.width / scale, height: window.height / scale };
}

/** With a quarter of it around it, so that a short way needs nothing new. */
export function widened({ x, y, width, height }: PlacedBox): PlacedBox {
  return { x: x - width / 4, y: y - height / 4, width: width * 1.5, height: height * 1.5 };
}

export function contains(outer: PlacedBox, inner: PlacedBox): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

export function touches(one: PlacedBox, other: PlacedBox): boolean {
  return (
    one.x <= other.x + other.width &&
    other.x <= one.x + one.width &&
    one.y <= other.y + other.height &&
    other.y <= one.y + one.height
  );
}
