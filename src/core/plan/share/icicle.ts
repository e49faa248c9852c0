import type { PlanNodeView } from '../planView';

export interface IcicleBox {
  readonly node: PlanNodeView;
  readonly x: number;
  readonly level: number;
  readonly width: number;
}

export interface Icicle {
  readonly boxes: readonly IcicleBox[];
  readonly levels: number;
  /** Nodes that are too small or too deep. */
  readonly hidden: number;
}

/** A picture that is higher than this is no picture any more. */
const mostLevels = 60;
/** What is narrower, in pixels, is not seen. */
const narrowest = 1;

/**
 * Places nodes in pre-order from the root down: children share the width of their parent by their time, with a rest for the
 * parent itself, and never have more than it. Without times it goes by cost, and without costs by the number of nodes.
 */
export function icicle(nodes: readonly PlanNodeView[], width: number): Icicle {
  const weights = weightsOf(nodes);
  const xs: number[] = [];
  const widths: number[] = [];
  /** Where the next child of a node begins. */
  const next: number[] = [];
  const scales = scalesOf(nodes, weights);
  const boxes: IcicleBox[] = [];
  for (const node of nodes) {
    const { id, parent, depth } = node;
    const own =
      parent === undefined ? width : (widths[parent] ?? 0) * ((weights[id] ?? 0) / (scales[parent] || 1));
    const x = parent === undefined ? 0 : (next[parent] ?? xs[parent] ?? 0);
    if (parent !== undefined) {
      next[parent] = x + own;
    }
    xs[id] = x;
    next[id] = x;
    widths[id] = own;
    if (depth < mostLevels && own >= narrowest) {
      boxes.push({ node, x, level: depth, width: own });
    }
  }
  const levels = boxes.reduce((most, { level }) => Math.max(most, level + 1), 0);
  return { boxes, levels, hidden: nodes.length - boxes.length };
}

function weightsOf(nodes: readonly PlanNodeView[]): readonly number[] {
  if (nodes.some(({ totalMs }) => (totalMs ?? 0) > 0)) {
    return nodes.map(({ totalMs }) => totalMs ?? 0);
  }
  const sums = nodes.map(({ selfCost }) => selfCost ?? 0);
  const hasCosts = sums.some((cost) => cost > 0);
  const weights = hasCosts ? sums : nodes.map(() => 1);
  for (let id = nodes.length - 1; id > 0; id--) {
    const parent = nodes[id]?.parent;
    if (parent !== undefined) {
      weights[parent] = (weights[parent] ?? 0) + (weights[id] ?? 0);
    }
  }
  return weights;
}

/** What the width of a node stands for: its own weight, or that of its children when they have more. */
function scalesOf(nodes: readonly PlanNodeView[], weights: readonly number[]): readonly number[] {
  const children = nodes.map(() => 0);
  for (const { id, parent } of nodes) {
    if (parent !== undefined) {
      children[parent] = (children[parent] ?? 0) + (weights[id] ?? 0);
    }
  }
  return children.map((sum, id) => Math.max(sum, weights[id] ?? 0));
}
