import type { PlanTreeModel } from '../planTreeModel';

export const boxWidth = 248;
export const boxHeight = 52;
const columnGap = 16;
const levelGap = 44;

/** Where the visible rows of the tree stand as boxes, the root on top and centred over what is below it. */
export interface DiagramLayout {
  readonly width: number;
  readonly height: number;
  /** The rows, in the order of the tree. */
  readonly rows: readonly number[];
  /** Parallel to `rows`: the left edges, the levels, and the place in `rows` of the parent, -1 for the root. */
  readonly x: Float64Array;
  readonly level: Int32Array;
  readonly parent: Int32Array;
}

/** Places the rows in two walks, without recursion: leaves side by side, then each parent over its children. */
export function diagramLayout(model: PlanTreeModel): DiagramLayout {
  const rows = model.visible;
  const x = new Float64Array(rows.length);
  const level = new Int32Array(rows.length);
  const parent = new Int32Array(rows.length).fill(-1);
  const first = new Int32Array(rows.length).fill(-1);
  const last = new Int32Array(rows.length).fill(-1);
  rows.forEach((id, at) => {
    const above = model.rowOf(model.parentOf(id) ?? -1);
    if (above >= 0) {
      parent[at] = above;
      level[at] = (level[above] ?? 0) + 1;
      first[above] = (first[above] ?? -1) < 0 ? at : (first[above] ?? at);
      last[above] = at;
    }
  });
  let leaves = 0;
  let deepest = 0;
  for (let at = 0; at < rows.length; at++) {
    deepest = Math.max(deepest, level[at] ?? 0);
    if ((first[at] ?? -1) < 0) {
      x[at] = leaves * (boxWidth + columnGap);
      leaves++;
    }
  }
  for (let at = rows.length - 1; at >= 0; at--) {
    const [left, right] = [first[at] ?? -1, last[at] ?? -1];
    if (left >= 0) {
      x[at] = ((x[left] ?? 0) + (x[right] ?? 0)) / 2;
    }
  }
  return {
    width: Math.max(1, leaves) * (boxWidth + columnGap) - columnGap,
    height: deepest * (boxHeight + levelGap) + boxHeight,
    rows,
    x,
    level,
    parent,
  };
}

export function levelTop(level: number): number {
  return level * (boxHeight + levelGap);
}
