import { pairInOrder } from './pairInOrder';

/** A node of a tree that is matched with another one. Its place in the list, which is in pre-order, is its id. */
export interface MatchNode {
  readonly parent: number | undefined;
  readonly children: readonly number[];
  /** Nodes of one kind may take each other's place: any scan another scan, any join another join. */
  readonly kind: string;
  /** What the node itself reads, from the exact name to a vague one; empty for what only works on rows from below. */
  readonly reads: readonly string[];
  /** Beside its parent, not below it: what it reads is no part of what the parent joins. */
  readonly beside: boolean;
}

/** Which node of the other tree does the same work. */
export interface Matching {
  /** Of each node of the first tree: an id of the second, or undefined. */
  readonly toSecond: readonly (number | undefined)[];
  readonly toFirst: readonly (number | undefined)[];
}

/**
 * Matches scans by what they read, every other node by the set of matched scans below it, and the rest by position. The
 * time is in proportion to the nodes, also for a tree that is one long chain.
 */
export function matchTrees(first: readonly MatchNode[], second: readonly MatchNode[]): Matching {
  const trees: Trees = {
    first,
    second,
    toSecond: new Array<number | undefined>(first.length).fill(undefined),
    toFirst: new Array<number | undefined>(second.length).fill(undefined),
  };
  matchByReads(trees);
  matchBySets(trees);
  matchByPosition(trees);
  return trees;
}

interface Trees {
  readonly first: readonly MatchNode[];
  readonly second: readonly MatchNode[];
  readonly toSecond: (number | undefined)[];
  readonly toFirst: (number | undefined)[];
}

function pair(trees: Trees, a: number, b: number): void {
  trees.toSecond[a] = b;
  trees.toFirst[b] = a;
}

/** The exact names of all go first, so that a vague name never takes a node from its real partner. */
function matchByReads(trees: Trees): void {
  const levels = Math.max(0, ...new Set(trees.first.map(({ reads }) => reads.length)));
  for (let level = 0; level < levels; level++) {
    const waiting = new Map<string, number[]>();
    trees.first.forEach(({ reads }, id) => {
      const name = reads[level];
      if (name !== undefined && trees.toSecond[id] === undefined) {
        listIn(waiting, name).push(id);
      }
    });
    for (const ids of waiting.values()) {
      ids.reverse();
    }
    trees.second.forEach(({ reads }, id) => {
      const name = reads[level];
      if (name !== undefined && trees.toFirst[id] === undefined) {
        const partner = waiting.get(name)?.pop();
        if (partner !== undefined) {
          pair(trees, partner, id);
        }
      }
    });
  }
}

/** Nodes with the same scans below form a chain on each side: what is of one kind is paired from top to bottom. */
function matchBySets(trees: Trees): void {
  const groups = new Map<string, { readonly first: number[]; readonly second: number[] }>();
  const group = (set: string) => {
    const found = groups.get(set) ?? { first: [], second: [] };
    groups.set(set, found);
    return found;
  };
  const collect = (side: 'first' | 'second', partners: readonly (number | undefined)[]) => {
    setsBelow(trees[side], (id) => tokenOf(trees, side, id)).forEach((set, id) => {
      if (set !== undefined && partners[id] === undefined) {
        group(set)[side].push(id);
      }
    });
  };
  collect('first', trees.toSecond);
  collect('second', trees.toFirst);
  for (const { first, second } of groups.values()) {
    pairKinds(trees, first, second);
  }
}

/** The same number for both partners of a pair of scans; 0 for what has none. */
function tokenOf(trees: Trees, side: 'first' | 'second', id: number): number {
  if ((trees[side][id]?.reads.length ?? 0) === 0) {
    return 0;
  }
  const second = side === 'second' ? id : trees.toSecond[id];
  const matched = side === 'second' ? trees.toFirst[id] !== undefined : second !== undefined;
  return matched && second !== undefined ? second + 1 : 0;
}

/**
 * A name for the set of tokens below each node, itself included; undefined for an empty set. The name is two sums of
 * scattered numbers, so that no set is ever written out: two different sets with the same name are as good as impossible.
 */
function setsBelow(
  nodes: readonly MatchNode[],
  token: (id: number) => number,
): readonly (string | undefined)[] {
  const sums = new Float64Array(nodes.length * 2);
  for (let id = nodes.length - 1; id >= 0; id--) {
    const own = token(id);
    if (own !== 0) {
      sums[id * 2] = (sums[id * 2] ?? 0) + scattered(own, 0x9e3779b1);
      sums[id * 2 + 1] = (sums[id * 2 + 1] ?? 0) + scattered(own, 0x85ebca6b);
    }
    const node = nodes[id];
    if (node?.parent !== undefined && !node.beside) {
      sums[node.parent * 2] = (sums[node.parent * 2] ?? 0) + (sums[id * 2] ?? 0);
      sums[node.parent * 2 + 1] = (sums[node.parent * 2 + 1] ?? 0) + (sums[id * 2 + 1] ?? 0);
    }
  }
  return nodes.map((_node, id) =>
    sums[id * 2] === 0 && sums[id * 2 + 1] === 0 ? undefined : `${sums[id * 2]}/${sums[id * 2 + 1]}`,
  );
}

function scattered(value: number, factor: number): number {
  let mixed = Math.imul(value, factor);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) + 1;
}

/** What has no scans below it, such as a Result, is found below its matched parent. */
function matchByPosition(trees: Trees): void {
  if (trees.toSecond[0] === undefined && trees.toFirst[0] === undefined) {
    pairKinds(trees, chainFrom(trees.first, trees.toSecond, 0), chainFrom(trees.second, trees.toFirst, 0));
  }
  for (let id = 0; id < trees.first.length; id++) {
    const partner = trees.toSecond[id];
    if (partner !== undefined) {
      matchChildren(trees, id, partner);
    }
  }
}

function matchChildren(trees: Trees, a: number, b: number): void {
  for (const beside of [false, true]) {
    const lonely = (nodes: readonly MatchNode[], partners: readonly (number | undefined)[], id: number) =>
      (nodes[id]?.children ?? []).filter(
        (child) => partners[child] === undefined && nodes[child]?.beside === beside,
      );
    const ofFirst = lonely(trees.first, trees.toSecond, a);
    const ofSecond = lonely(trees.second, trees.toFirst, b);
    ofFirst.slice(0, ofSecond.length).forEach((child, place) => {
      const other = ofSecond[place];
      if (other !== undefined) {
        pairKinds(
          trees,
          chainFrom(trees.first, trees.toSecond, child),
          chainFrom(trees.second, trees.toFirst, other),
        );
      }
    });
  }
}

/** Downwards from a node while there is one way only, and no partner. A node that reads something has its own name. */
function chainFrom(
  nodes: readonly MatchNode[],
  partners: readonly (number | undefined)[],
  start: number,
): readonly number[] {
  const chain: number[] = [];
  let id: number | undefined = start;
  while (id !== undefined && partners[id] === undefined) {
    const node: MatchNode | undefined = nodes[id];
    if (node === undefined || node.reads.length > 0) {
      break;
    }
    chain.push(id);
    const below: readonly number[] = node.children.filter((child) => nodes[child]?.beside !== true);
    id = below.length === 1 ? below[0] : undefined;
  }
  return chain;
}

function pairKinds(trees: Trees, first: readonly number[], second: readonly number[]): void {
  const kinds = (nodes: readonly MatchNode[], ids: readonly number[]) =>
    ids.map((id) => nodes[id]?.kind ?? '');
  for (const [a, b] of pairInOrder(kinds(trees.first, first), kinds(trees.second, second))) {
    const [inFirst, inSecond] = [first[a], second[b]];
    if (inFirst !== undefined && inSecond !== undefined) {
      pair(trees, inFirst, inSecond);
    }
  }
}

function listIn(lists: Map<string, number[]>, key: string): number[] {
  const found = lists.get(key) ?? [];
  lists.set(key, found);
  return found;
}
