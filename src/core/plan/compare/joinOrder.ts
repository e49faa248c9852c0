import { displayName } from '../../explorer/displayName';
import { isInitPlan } from '../initPlanReferences';
import type { PlanNode } from '../planModel';
import type { Matching } from './matchTrees';
import { kindOfNode, sourceOf } from './matchPlans';

/** The order of the joins below a pair of nodes, in both plans. */
export interface JoinOrderChange {
  /** The topmost join, in the second plan. */
  readonly after: number;
  /** Such as `l, m, (c, b)`: from left to right as they are joined, with parentheses around what is joined first by itself. */
  readonly orderBefore: string;
  readonly orderAfter: string;
}

/** Finds joins of the same relations whose order is another one. */
export function joinOrderChanges(
  first: readonly PlanNode[],
  second: readonly PlanNode[],
  matching: Matching,
): readonly JoinOrderChange[] {
  const [before, after] = [new JoinTree(first), new JoinTree(second)];
  const changes: JoinOrderChange[] = [];
  for (const node of after.topJoins()) {
    const partner = matching.toFirst[node.id];
    const other = partner === undefined ? undefined : first[partner];
    if (other !== undefined && kindOfNode(other) === 'join') {
      const [left, right] = [before.orderOf(other), after.orderOf(node)];
      const translated = left.map((part) => (typeof part === 'number' ? matching.toSecond[part] : part));
      if (!translated.includes(undefined) && translated.join() !== right.join()) {
        changes.push({ after: node.id, orderBefore: words(left, first), orderAfter: words(right, second) });
      }
    }
  }
  return changes;
}

type OrderPart = number | '(' | ')';

/** Which nodes are joins, or have joins below that are part of the same order. */
class JoinTree {
  private readonly hasJoin: Uint8Array;

  constructor(private readonly nodes: readonly PlanNode[]) {
    this.hasJoin = new Uint8Array(nodes.length);
    for (const node of nodes.toReversed()) {
      if (kindOfNode(node) === 'join') {
        this.hasJoin[node.id] = 1;
      }
      if (this.hasJoin[node.id] === 1 && node.parent !== undefined && !isBeside(node)) {
        this.hasJoin[node.parent] = 1;
      }
    }
  }

  /** Joins that are no part of the order of another one. */
  topJoins(): readonly PlanNode[] {
    const inOrder = new Uint8Array(this.nodes.length);
    return this.nodes.filter((node) => {
      const above = node.parent === undefined ? 0 : (inOrder[node.parent] ?? 0);
      const continued = above === 1 && !isBeside(node);
      const join = kindOfNode(node) === 'join';
      inOrder[node.id] = join || (continued && this.below(node).length === 1) ? 1 : 0;
      return join && !continued;
    });
  }

  /** The leaves of a join in their order: ids, and parentheses around an inner side that is a join itself. */
  orderOf(top: PlanNode): readonly OrderPart[] {
    const parts: OrderPart[] = [];
    const waiting: (PlanNode | '(' | ')')[] = [top];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (next === '(' || next === ')') {
        parts.push(next);
      } else if (this.isOrdered(next)) {
        for (const side of this.below(next).toReversed()) {
          const nested = side.relationship === 'Inner' && this.isOrdered(side);
          waiting.push(...(nested ? ([')', side, '('] as const) : [side]));
        }
      } else {
        parts.push(this.leafOf(next));
      }
    }
    return parts;
  }

  private isOrdered(node: PlanNode): boolean {
    return this.hasJoin[node.id] === 1 && (kindOfNode(node) === 'join' || this.below(node).length === 1);
  }

  /** The scan that an input without joins comes down to; its own node where it has several. */
  private leafOf(start: PlanNode): number {
    let node = start;
    for (let below = this.below(node); sourceOf(node) === undefined; below = this.below(node)) {
      const [only, ...others] = below;
      if (only === undefined || others.length > 0) {
        break;
      }
      node = only;
    }
    return node.id;
  }

  private below(node: PlanNode): readonly PlanNode[] {
    return node.children
      .map((id) => this.nodes[id])
      .filter((child): child is PlanNode => child !== undefined && !isBeside(child));
  }
}

function isBeside(node: PlanNode): boolean {
  return isInitPlan(node) || node.relationship === 'SubPlan';
}

/** So many relations of an order are named. */
const named = 12;

function words(parts: readonly OrderPart[], nodes: readonly PlanNode[]): string {
  let text = '';
  let count = 0;
  for (const part of parts) {
    if (part === '(') {
      text += count === 0 ? '(' : ', (';
    } else if (part === ')') {
      text += ')';
    } else if (++count > named) {
      return displayName(`${text}, …`);
    } else {
      const node = nodes[part];
      const name = node === undefined ? '' : (node.alias ?? sourceOf(node) ?? node.nodeType);
      text += text === '' || text.endsWith('(') ? name : `, ${name}`;
    }
  }
  return displayName(text);
}
