import type { PlanRow } from '../../../src/protocol/plan';
import type { PlanTreeModel } from '../planTreeModel';

/** Who stands around a row, where the root is above its children. */
interface Around {
  readonly parent: number | undefined;
  readonly firstChild: number | undefined;
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** Where an arrow key leads to among the rows of the tree; undefined for another key. */
export function walkRows(model: PlanTreeModel, from: number, key: string): number | undefined {
  const parent = model.parentOf(from);
  const siblings = parent === undefined ? [] : model.childrenOf(parent);
  const at = siblings.indexOf(from);
  const firstChild = model.isExpanded(from) ? model.childrenOf(from)[0] : undefined;
  return step(from, key, { parent, firstChild, before: siblings[at - 1], after: siblings[at + 1] });
}

/** Where an arrow key leads to among the nodes of the plan; undefined for another key. */
export function walkNodes(nodes: readonly PlanRow[], from: number, key: string): number | undefined {
  const node = nodes[from];
  if (!node) {
    return undefined;
  }
  const parentEnd = node.parent === undefined ? 0 : (nodes[node.parent]?.end ?? 0);
  let before: number | undefined;
  for (let id = (node.parent ?? from) + 1; id < from; id = nodes[id]?.end ?? from) {
    before = id;
  }
  return step(from, key, {
    parent: node.parent,
    firstChild: node.end > from + 1 ? from + 1 : undefined,
    before,
    after: node.end < parentEnd ? node.end : undefined,
  });
}

function step(from: number, key: string, { parent, firstChild, before, after }: Around): number | undefined {
  switch (key) {
    case 'ArrowUp':
      return parent ?? from;
    case 'ArrowDown':
      return firstChild ?? from;
    case 'ArrowLeft':
      return before ?? from;
    case 'ArrowRight':
      return after ?? from;
    case 'Home':
      return 0;
    default:
      return undefined;
  }
}
