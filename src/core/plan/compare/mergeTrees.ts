import type { PlanNode } from '../planModel';
import type { Matching } from './matchTrees';

/** A row of two trees drawn as one. */
export interface MergedRow {
  /** The node of the first tree; undefined for what only the second one has. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** The place of the row above in the list. */
  readonly parent: number | undefined;
  readonly depth: number;
  /** The place after the last row below. */
  readonly end: number;
}

/**
 * Draws two plans as one tree, in pre-order. It is the tree of the second plan; what only the first one has is put in
 * where it was: around the node that was its only child, or beside what took its place.
 */
export function mergeTrees(
  first: readonly PlanNode[],
  second: readonly PlanNode[],
  matching: Matching,
): readonly MergedRow[] {
  const merge: Merge = { first, second, matching, around: new Map(), inside: new Map(), extra: new Map() };
  placeRemoved(merge);
  return flatten(merge);
}

/** Nodes of both trees have numbers of their own here: those of the first come after those of the second. */
interface Merge {
  readonly first: readonly PlanNode[];
  readonly second: readonly PlanNode[];
  readonly matching: Matching;
  /** By a node of the second tree: the removed node that is drawn around it. */
  readonly around: Map<number, number>;
  /** By a removed node: what is drawn inside it, though it stands elsewhere in its own tree. */
  readonly inside: Map<number, number>;
  /** By what they stand below: removed nodes with their place among their siblings. */
  readonly extra: Map<number, { readonly node: number; readonly place: number }[]>;
}

/** Above the roots. */
const top = -1;

function placeRemoved(merge: Merge): void {
  const { first, second, matching } = merge;
  const count = second.length;
  const places = new Uint32Array(first.length);
  for (const node of first) {
    node.children.forEach((child, place) => (places[child] = place));
    if (matching.toSecond[node.id] !== undefined) {
      continue;
    }
    const entity = count + node.id;
    const parent = node.parent === undefined ? undefined : first[node.parent];
    const partner = parent === undefined ? undefined : matching.toSecond[parent.id];
    const inChain = parent !== undefined && merge.inside.get(count + parent.id) === entity;
    if (inChain) {
      continue;
    }
    const above = parent === undefined ? top : (partner ?? count + parent.id);
    const chain = above < count ? chainAround(merge, node) : undefined;
    const innermost = chain && matching.toSecond[chain.child];
    if (chain && innermost !== undefined && (second[innermost]?.parent ?? top) === above) {
      merge.around.set(innermost, entity);
      chain.nodes.forEach((id, index) => {
        const next = chain.nodes[index + 1];
        merge.inside.set(count + id, next === undefined ? innermost : count + next);
      });
    } else {
      const list = merge.extra.get(above) ?? [];
      list.push({ node: entity, place: places[node.id] ?? 0 });
      merge.extra.set(above, list);
    }
  }
}

/** Removed nodes with one child each, down to a node that is still there. */
function chainAround(
  { first, matching }: Merge,
  start: PlanNode,
): { readonly nodes: readonly number[]; readonly child: number } | undefined {
  const nodes: number[] = [];
  let node: PlanNode | undefined = start;
  while (node !== undefined && node.children.length === 1) {
    nodes.push(node.id);
    const child: number = node.children[0] ?? 0;
    if (matching.toSecond[child] !== undefined) {
      return { nodes, child };
    }
    node = first[child];
  }
  return undefined;
}

function flatten(merge: Merge): readonly MergedRow[] {
  const { second, matching } = merge;
  const count = second.length;
  const rows: { -readonly [Key in keyof MergedRow]: MergedRow[Key] }[] = [];
  const waiting = childrenOf(merge, top)
    .toReversed()
    .map((entity) => ({ entity, parent: undefined as number | undefined }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { entity, parent } = next;
    const place = rows.length;
    rows.push({
      before: entity < count ? matching.toFirst[entity] : entity - count,
      after: entity < count ? entity : undefined,
      parent,
      depth: parent === undefined ? 0 : (rows[parent]?.depth ?? 0) + 1,
      end: place + 1,
    });
    for (const child of childrenOf(merge, entity).toReversed()) {
      waiting.push({ entity: child, parent: place });
    }
  }
  for (const row of rows.toReversed()) {
    const above = row.parent === undefined ? undefined : rows[row.parent];
    if (above) {
      above.end = Math.max(above.end, row.end);
    }
  }
  return rows;
}

function childrenOf(merge: Merge, entity: number): readonly number[] {
  const { second, around, inside, extra } = merge;
  const removed = extra.get(entity) ?? [];
  if (entity >= second.length) {
    const within = inside.get(entity);
    return [...(within === undefined ? [] : [within]), ...removed.map(({ node }) => node)];
  }
  const own = entity === top ? [0] : (second[entity]?.children ?? []);
  const drawn = own.filter((id) => second[id] !== undefined).map((id) => around.get(id) ?? id);
  const merged: number[] = [];
  let next = 0;
  drawn.forEach((id, place) => {
    for (let left = removed[next]; left !== undefined && left.place <= place; left = removed[next]) {
      merged.push(left.node);
      next++;
    }
    merged.push(id);
  });
  return [...merged, ...removed.slice(next).map(({ node }) => node)];
}
