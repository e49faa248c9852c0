import type { PlacedBox } from '../../src/core/graph/lineBetween';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The next node in a direction: the nearest, where what lies aside counts as farther. */
export function nearestNode<Node extends PlacedBox>(
  from: Node,
  nodes: readonly Node[],
  direction: Direction,
): Node | undefined {
  const isLevel = direction === 'left' || direction === 'right';
  const sign = direction === 'right' || direction === 'down' ? 1 : -1;
  let best: Node | undefined;
  let least = Infinity;
  for (const node of nodes) {
    const dx = middleX(node) - middleX(from);
    const dy = middleY(node) - middleY(from);
    const ahead = (isLevel ? dx : dy) * sign;
    const distance = ahead + 2 * Math.abs(isLevel ? dy : dx);
    if (node !== from && ahead > 1 && distance < least) {
      least = distance;
      best = node;
    }
  }
  return best;
}

function middleX(node: PlacedBox): number {
  return node.x + node.width / 2;
}

function middleY(node: PlacedBox): number {
  return node.y + node.height / 2;
}
