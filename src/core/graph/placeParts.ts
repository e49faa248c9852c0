import { type Box, layeredLayout, type Link, type Placed, type Point } from './layeredLayout';

const margin = 24;
const componentGap = 48;
/** A page is broader than tall. */
const aspect = 1.6;

/**
 * Places boxes with what links them: the left end of a link stands left of its right end, and parts that nothing joins stand apart. A
 * link of a box with itself moves nothing. Links must name boxes that are there.
 */
export function placeParts(boxes: readonly Box[], links: readonly Link[]): Placed {
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const groups = components(boxes, links);
  const groupOf = new Map(groups.flatMap((ids, index) => ids.map((id) => [id, index] as const)));
  const own = groups.map((): Link[] => []);
  for (const link of links) {
    const index = link.left === link.right ? undefined : groupOf.get(link.left);
    if (index !== undefined) {
      own[index]?.push(link);
    }
  }
  const parts = groups.map((ids, index) =>
    layeredLayout(
      ids.flatMap((id) => byId.get(id) ?? []),
      own[index] ?? [],
    ),
  );
  const { corners, width, height } = shelves(parts);
  const places = new Map<string, Point>();
  const bends = new Map<string, readonly Point[]>();
  parts.forEach((part, index) => {
    const corner = corners[index] ?? { x: 0, y: 0 };
    const moved = (point: Point): Point => ({ x: point.x + corner.x, y: point.y + corner.y });
    part.boxes.forEach((point, id) => places.set(id, moved(point)));
    part.bends.forEach((points, id) => bends.set(id, points.map(moved)));
  });
  return { width: width + 2 * margin, height: height + 2 * margin, boxes: places, bends };
}

/** The groups of boxes that links join, the largest first; those that stand alone come last. */
function components(boxes: readonly Box[], links: readonly Link[]): readonly (readonly string[])[] {
  const group = new Map(boxes.map(({ id }) => [id, id]));
  const root = (id: string): string => {
    let at = id;
    for (let up = group.get(at); up !== undefined && up !== at; up = group.get(at)) {
      group.set(at, group.get(up) ?? up);
      at = up;
    }
    return at;
  };
  for (const { left, right } of links) {
    group.set(root(left), root(right));
  }
  const found = new Map<string, string[]>();
  for (const { id } of boxes) {
    const key = root(id);
    const ids = found.get(key) ?? [];
    ids.push(id);
    found.set(key, ids);
  }
  return [...found.values()].sort((a, b) => b.length - a.length);
}

/** Puts the parts side by side, row after row, in a shape like that of a page. */
function shelves(parts: readonly Placed[]): {
  readonly corners: readonly Point[];
  readonly width: number;
  readonly height: number;
} {
  const area = parts.reduce(
    (sum, part) => sum + (part.width + componentGap) * (part.height + componentGap),
    0,
  );
  const wide = Math.max(Math.sqrt(area * aspect), ...parts.map((part) => part.width));
  let [x, y, rowBottom, width] = [0, 0, 0, 0];
  const corners = parts.map((part) => {
    if (x > 0 && x + part.width > wide) {
      [x, y] = [0, rowBottom + componentGap];
    }
    const corner = { x: x + margin, y: y + margin };
    rowBottom = Math.max(rowBottom, y + part.height);
    width = Math.max(width, x + part.width);
    x += part.width + componentGap;
    return corner;
  });
  return { corners, width, height: rowBottom };
}
