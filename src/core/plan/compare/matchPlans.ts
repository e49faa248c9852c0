import { isInitPlan } from '../initPlanReferences';
import { type PlanNode, propertyText } from '../planModel';
import { type Matching, type MatchNode, matchTrees } from './matchTrees';

/**
 * Finds for each node of a plan the one of another plan that does the same work: scans by schema, relation and alias
 * (then without the alias), joins and others by the set of scans below, the rest by position.
 */
export function matchPlans(first: readonly PlanNode[], second: readonly PlanNode[]): Matching {
  // Without VERBOSE a plan names no schemas.
  const named = (nodes: readonly PlanNode[]) => nodes.some(({ schema }) => schema !== undefined);
  const withSchema = named(first) && named(second);
  return matchTrees(matchNodes(first, withSchema), matchNodes(second, withSchema));
}

/** Nodes of one kind may take each other's place in a plan. */
export function kindOfNode({ nodeType }: PlanNode): string {
  if (nodeType.endsWith('Aggregate') || nodeType === 'Group' || nodeType === 'Unique') {
    return 'aggregate';
  }
  if (nodeType.includes('Nested Loop') || nodeType.endsWith(' Join')) {
    return 'join';
  }
  return kinds.get(nodeType) ?? (nodeType.endsWith('Sort') ? 'sort' : nodeType);
}

/** What a node itself reads: a relation, a function, a common table expression, or a list of values. */
export function sourceOf(node: PlanNode): string | undefined {
  if (notSources.has(node.nodeType)) {
    return undefined;
  }
  return (
    node.relation ??
    node.functionName ??
    node.tableFunctionName ??
    node.cteName ??
    node.tuplestoreName ??
    propertyText(node, 'Relations') ??
    node.alias
  );
}

/** What such a node names, it changes or only renames. */
const notSources: ReadonlySet<string> = new Set([
  ...['ModifyTable', 'Subquery Scan'],
  // As a baseline calls a ModifyTable.
  ...['Insert', 'Update', 'Delete', 'Merge'],
]);

const kinds: ReadonlyMap<string, string> = new Map([
  ['Gather', 'gather'],
  ['Gather Merge', 'gather'],
  ['Append', 'append'],
  ['Merge Append', 'append'],
  ['SetOp', 'setOp'],
  ['HashSetOp', 'setOp'],
]);

function matchNodes(nodes: readonly PlanNode[], withSchema: boolean): readonly MatchNode[] {
  const found: MatchNode[] = [];
  /** What the scan reads to which each node belongs: the nodes below a bitmap scan do not say it. */
  const scans: (readonly string[])[] = [];
  for (const node of nodes) {
    const above = node.parent === undefined ? undefined : scans[node.parent];
    const own = isBitmap(node) ? [] : namesOf(node, withSchema);
    const scan = isBitmap(node) ? (above ?? []) : own;
    const reads = node.nodeType === 'Bitmap Index Scan' ? indexNames(node, scan) : own;
    scans.push(scan);
    found.push({
      parent: node.parent,
      children: node.children,
      kind: node.nodeType === 'Bitmap Index Scan' ? 'bitmap' : reads.length > 0 ? 'scan' : kindOfNode(node),
      reads,
      beside: isInitPlan(node) || node.relationship === 'SubPlan',
    });
  }
  return found;
}

function namesOf(node: PlanNode, withSchema: boolean): readonly string[] {
  const source = sourceOf(node);
  if (source === undefined) {
    return [];
  }
  const schema = withSchema ? (node.schema ?? '') : '';
  const exact = JSON.stringify([schema, source, node.alias]);
  const onlyAnAlias = source === node.alias && node.relation === undefined;
  return onlyAnAlias ? [exact] : [exact, JSON.stringify([schema, source])];
}

function indexNames(node: PlanNode, scan: readonly string[]): readonly string[] {
  return [JSON.stringify([scan[0], node.indexName]), JSON.stringify([scan.at(-1), 'index'])];
}

function isBitmap({ nodeType }: PlanNode): boolean {
  return nodeType === 'Bitmap Index Scan' || nodeType === 'BitmapAnd' || nodeType === 'BitmapOr';
}
