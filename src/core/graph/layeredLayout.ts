/** A box to be placed. */
export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** A line between two boxes: its left end is to stand left of its right end where no cycle forbids it. */
export interface Link {
  readonly id: string;
  readonly left: string;
  readonly right: string;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Placed {
  readonly width: number;
  readonly height: number;
  /** The top left corners of the boxes. */
  readonly boxes: ReadonlyMap<string, Point>;
  /** Where a line passes between the ranks that lie between its ends, from left to right. */
  readonly bends: ReadonlyMap<string, readonly Point[]>;
}

export const rankGap = 96;
const boxGap = 20;
/** A rank that is taller is broken into several columns, so that a star of hundreds of tables can still be seen. */
const tallRank = 2_400;
const orderSweeps = 6;
const placeSweeps = 8;

/**
 * Places boxes in ranks from left to right, by the usual steps: cycles are broken, each box gets a rank, boxes of a rank
 * are put in an order with few crossings, and each is moved to the height of its neighbours. Links must not join a box
 * with itself.
 */
export function layeredLayout(boxes: readonly Box[], links: readonly Link[]): Placed {
  const items = new Map<string, Item>(boxes.map((box) => [box.id, newItem(box)]));
  const directed = withoutCycles(boxes, links);
  rank(items, directed);
  const chains = joinThroughRanks(items, directed);
  const columns = orderedColumns(items);
  align(columns);
  return placed(boxes, columns, chains, items);
}

interface Item extends Box {
  rank: number;
  /** Whether it only stands for a line that passes by. */
  readonly passing: boolean;
  y: number;
  /** Its place in its rank, and where its neighbours would have it; fields, because maps of thousands of items take most of the time. */
  place: number;
  wished: number;
  readonly before: Item[];
  readonly after: Item[];
}

function newItem(box: Box, passing = false): Item {
  return { ...box, rank: 0, passing, y: 0, place: 0, wished: 0, before: [], after: [] };
}

interface Directed extends Link {
  readonly reversed: boolean;
}

/** Turns around the links that close a cycle. */
function withoutCycles(boxes: readonly Box[], links: readonly Link[]): readonly Directed[] {
  const outgoing = new Map<string, Link[]>(boxes.map((box) => [box.id, []]));
  for (const link of links) {
    outgoing.get(link.left)?.push(link);
  }
  const state = new Map<string, 'open' | 'done'>();
  const closing = new Set<Link>();
  for (const { id } of boxes) {
    // A stack of its own, because a chain of tables may be longer than the calls that fit on the engine's.
    const stack: { readonly id: string; next: number }[] = state.has(id) ? [] : [{ id, next: 0 }];
    state.set(id, state.get(id) ?? 'open');
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const link = outgoing.get(top.id)?.[top.next++];
      if (link === undefined) {
        state.set(top.id, 'done');
        stack.pop();
      } else if (state.get(link.right) === 'open') {
        closing.add(link);
      } else if (!state.has(link.right)) {
        state.set(link.right, 'open');
        stack.push({ id: link.right, next: 0 });
      }
    }
  }
  return links.map((link) =>
    closing.has(link)
      ? { ...link, left: link.right, right: link.left, reversed: true }
      : { ...link, reversed: false },
  );
}

/** Each box stands one rank after the last of those before it; one without any stands right before those after it. */
function rank(items: ReadonlyMap<string, Item>, links: readonly Directed[]): void {
  const waiting = new Map<string, number>();
  const after = new Map<string, Item[]>();
  for (const { left, right } of links) {
    const item = items.get(right);
    if (item) {
      waiting.set(right, (waiting.get(right) ?? 0) + 1);
      const known = after.get(left) ?? [];
      known.push(item);
      after.set(left, known);
    }
  }
  const sources = [...items.values()].filter((item) => !waiting.has(item.id));
  // It grows while it is walked.
  const ready = [...sources];
  for (const item of ready) {
    for (const next of after.get(item.id) ?? []) {
      next.rank = Math.max(next.rank, item.rank + 1);
      const left = (waiting.get(next.id) ?? 1) - 1;
      waiting.set(next.id, left);
      if (left === 0) {
        ready.push(next);
      }
    }
  }
  for (const source of sources) {
    const ranks = (after.get(source.id) ?? []).map((item) => item.rank);
    source.rank = ranks.length === 0 ? 0 : Math.max(0, Math.min(...ranks) - 1);
  }
}

interface Chain {
  readonly link: Directed;
  readonly passing: readonly Item[];
}

/** A line over several ranks passes through a place of its own in each rank between. */
function joinThroughRanks(items: Map<string, Item>, links: readonly Directed[]): readonly Chain[] {
  return links.flatMap((link) => {
    const left = items.get(link.left);
    const right = items.get(link.right);
    if (!left || !right) {
      return [];
    }
    const passing: Item[] = [];
    let last = left;
    for (let between = left.rank + 1; between < right.rank; between++) {
      const item = newItem({ id: `${link.id} ${between}`, width: 0, height: 4 }, true);
      item.rank = between;
      items.set(`passing ${item.id}`, item);
      join(last, item);
      passing.push(item);
      last = item;
    }
    join(last, right);
    return [{ link, passing }];
  });
}

function join(left: Item, right: Item): void {
  left.after.push(right);
  right.before.push(left);
}

/** The boxes of each rank in an order with few crossings: each near the middle of its neighbours in the rank before. */
function orderedColumns(items: ReadonlyMap<string, Item>): readonly (readonly Item[])[] {
  const ranks: Item[][] = [];
  for (const item of items.values()) {
    (ranks[item.rank] ??= []).push(item);
  }
  const filled = Array.from(ranks, (column) => (column as Item[] | undefined) ?? []);
  const note = (column: readonly Item[]): void => column.forEach((item, index) => (item.place = index));
  filled.forEach(note);
  for (let sweep = 0; sweep < orderSweeps; sweep++) {
    const forwards = sweep % 2 === 0;
    for (const column of forwards ? filled : [...filled].reverse()) {
      for (const item of column) {
        const near = forwards ? item.before : item.after;
        item.wished = near.length === 0 ? item.place : mean(near, placeOf);
      }
      column.sort((a, b) => a.wished - b.wished);
      note(column);
    }
  }
  return filled.flatMap(broken);
}

/** Breaks a rank that is too tall into columns that stand beside each other. */
function broken(column: readonly Item[]): readonly (readonly Item[])[] {
  const total = column.reduce((sum, item) => sum + item.height + boxGap, 0);
  const parts = Math.ceil(total / tallRank);
  if (parts <= 1) {
    return [column];
  }
  const pieces: Item[][] = [];
  let height = Infinity;
  for (const item of column) {
    if (height > total / parts) {
      pieces.push([]);
      height = 0;
    }
    pieces.at(-1)?.push(item);
    height += item.height + boxGap;
  }
  return pieces;
}

/** Moves each box to the height of its neighbours, as far as the others of its column let it. */
function align(columns: readonly (readonly Item[])[]): void {
  for (const column of columns) {
    let y = 0;
    for (const item of column) {
      item.y = y;
      y += item.height + boxGap;
    }
  }
  for (let sweep = 0; sweep < placeSweeps; sweep++) {
    const forwards = sweep % 2 === 0;
    for (const column of forwards ? columns : [...columns].reverse()) {
      for (const item of column) {
        const near = forwards ? item.before : item.after;
        item.wished = near.length === 0 ? item.y : mean(near, middleOf) - item.height / 2;
      }
      spread(column);
    }
  }
}

/**
 * Gives each box the height it wishes or, where boxes would overlap, lets a group of them share the mean of what they
 * wish.
 */
function spread(column: readonly Item[]): void {
  const groups: { readonly items: Item[]; top: number; height: number; weight: number }[] = [];
  for (const item of column) {
    groups.push({ items: [item], top: item.wished, height: item.height, weight: 1 });
    for (let last = groups.at(-1), above = groups.at(-2); last && above;) {
      if (above.top + above.height + boxGap <= last.top) {
        break;
      }
      const offset = above.height + boxGap;
      above.top =
        (above.top * above.weight + (last.top - offset) * last.weight) / (above.weight + last.weight);
      above.weight += last.weight;
      above.height += boxGap + last.height;
      above.items.push(...last.items);
      groups.pop();
      last = groups.at(-1);
      above = groups.at(-2);
    }
  }
  for (const group of groups) {
    let y = group.top;
    for (const item of group.items) {
      item.y = y;
      y += item.height + boxGap;
    }
  }
}

function placed(
  boxes: readonly Box[],
  columns: readonly (readonly Item[])[],
  chains: readonly Chain[],
  items: ReadonlyMap<string, Item>,
): Placed {
  const top = Math.min(0, ...columns.flatMap((column) => column.map((item) => item.y)));
  const lefts = new Map<Item, number>();
  let x = 0;
  for (const column of columns) {
    for (const item of column) {
      lefts.set(item, x);
    }
    x += column.reduce((widest, item) => Math.max(widest, item.width), 0) + rankGap;
  }
  const at = (item: Item): Point => ({ x: lefts.get(item) ?? 0, y: item.y - top });
  const bends = chains.map(({ link, passing }) => {
    const points = passing.map(at);
    return [link.id, link.reversed ? points.reverse() : points] as const;
  });
  const heights = columns.flatMap((column) => column.map((item) => item.y - top + item.height));
  return {
    width: Math.max(0, x - rankGap),
    height: Math.max(0, ...heights),
    boxes: new Map(
      boxes.flatMap((box) => {
        const item = items.get(box.id);
        return item ? [[box.id, at(item)] as const] : [];
      }),
    ),
    bends: new Map(bends),
  };
}

function middleOf(item: Item): number {
  return item.y + item.height / 2;
}

function placeOf(item: Item): number {
  return item.place;
}

function mean(items: readonly Item[], value: (item: Item) => number): number {
  let sum = 0;
  for (const item of items) {
    sum += value(item);
  }
  return sum / items.length;
}
