import { newNode } from '../nodeDraft';
import type { PlannedStatement } from '../planModel';
import type { PlanShape } from './planShape';

/** A shape as a plan without any figure, so that it can be compared and shown like one. Node `n` is line `n` of the shape. */
export function planOfShape(shape: PlanShape): PlannedStatement {
  const nodes: ReturnType<typeof newNode>[] = [];
  const path: ReturnType<typeof newNode>[] = [];
  for (const line of shape) {
    const parent = line.depth === 0 ? undefined : path[line.depth - 1];
    const node = newNode(nodes.length, parent);
    const parallel = line.action.startsWith('Parallel ');
    node.nodeType = parallel ? line.action.slice('Parallel '.length) : line.action;
    node.parallelAware = parallel;
    if (node.nodeType.endsWith(' Backward')) {
      node.nodeType = node.nodeType.slice(0, -' Backward'.length);
      node.scanDirection = 'Backward';
    }
    node.relationship = relationshipOf(line.role, parent?.children.length ?? 0, parent?.nodeType);
    node.subplanName = line.role;
    node.indexName = line.index === undefined ? undefined : unquoted(line.index);
    const [name, alias] = namesIn(line.target ?? '');
    const bitmap = node.nodeType === 'Bitmap Index Scan';
    if (name.length > 0 && !bitmap) {
      node.relation = name.at(-1);
      node.schema = name.length > 1 ? name.at(-2) : undefined;
      node.alias = alias ?? name.at(-1);
    }
    parent?.children.push(node.id);
    path.length = Math.min(path.length, line.depth);
    path.push(node);
    nodes.push(node);
  }
  for (const node of nodes.toReversed()) {
    const above = node.parent === undefined ? undefined : nodes[node.parent];
    if (above) {
      above.end = Math.max(above.end, node.end);
    }
  }
  return {
    kind: 'plan',
    nodes,
    analyzed: false,
    rowDecimals: 0,
    planning: { ms: undefined, buffers: undefined, memoryUsedKb: undefined, memoryAllocatedKb: undefined },
    executionMs: undefined,
    triggers: [],
    jit: undefined,
    settings: [],
    serialization: undefined,
    queryText: undefined,
    queryIdentifier: undefined,
    other: [],
  };
}

function relationshipOf(
  role: string | undefined,
  before: number,
  above: string | undefined,
): string | undefined {
  if (role !== undefined) {
    return role === 'SubPlan' ? 'SubPlan' : 'InitPlan';
  }
  if (above === undefined) {
    return undefined;
  }
  const isJoin = above.endsWith('Join') || above.startsWith('Nested Loop');
  return above === 'Append' || above === 'Merge Append' ? 'Member' : isJoin && before > 0 ? 'Inner' : 'Outer';
}

/** `core.loans l`, with quotes around a name where needed: its parts, and the alias. */
function namesIn(target: string): readonly [name: readonly string[], alias: string | undefined] {
  const words = target.match(/(?:"(?:[^"]|"")*"|[^\s".]+)(?:\.(?:"(?:[^"]|"")*"|[^\s".]+))*/g) ?? [];
  const [name = '', alias] = words;
  const parts = name.match(/"(?:[^"]|"")*"|[^".]+/g) ?? [];
  return [parts.map(unquoted), alias === undefined ? undefined : unquoted(alias)];
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
