import { displayName } from '../../explorer/displayName';
import { quoteIdentifier } from '../../sql/quote';
import { actionTitle, nodeTitle, scanned } from '../nodeTitle';
import type { PlanNode } from '../planModel';
import { kindOfNode, sourceOf } from './matchPlans';

/** What of a node is another way to do the same work. The figures and the conditions are no part of it. */
export function sameWay(before: PlanNode, after: PlanNode): boolean {
  return actionTitle(before) === actionTitle(after) && before.indexName === after.indexName;
}

/** How a node of the first plan does its work in the second, such as `Seq Scan on core.loans became an Index Scan using loans_pkey`. */
export function describeChange(
  before: { readonly node: PlanNode; readonly nodes: readonly PlanNode[] },
  after: { readonly node: PlanNode },
): string {
  const [actionBefore, actionAfter] = [actionTitle(before.node), actionTitle(after.node)];
  const index = after.node.indexName;
  if (actionBefore === actionAfter && index !== undefined && before.node.indexName !== undefined) {
    return displayName(
      `${onWhat(before.node, before.nodes)} uses the index ${quoted(index)} instead of ${quoted(before.node.indexName)}`,
    );
  }
  const using = index === undefined || index === before.node.indexName ? '' : ` using ${quoted(index)}`;
  const became = actionBefore === actionAfter ? 'is read' : `became ${article(actionAfter)} ${actionAfter}`;
  return displayName(`${onWhat(before.node, before.nodes)} ${became}${using}`);
}

/** A node with what tells it from others of its kind, such as `Hash Join of l and m`. */
export function onWhat(node: PlanNode, nodes: readonly PlanNode[]): string {
  const target = scanned(node);
  if (target !== undefined || kindOfNode(node) !== 'join') {
    return nodeTitle({
      ...node,
      indexName: node.nodeType === 'Bitmap Index Scan' ? node.indexName : undefined,
    });
  }
  const sources = sourcesBelow(node, nodes);
  return sources === '' ? actionTitle(node) : `${actionTitle(node)} of ${sources}`;
}

/** `an Index Scan`, `a Seq Scan` */
export function article(words: string): string {
  return /^[aeio]/i.test(words) ? 'an' : 'a';
}

const namedSources = 3;

function sourcesBelow(node: PlanNode, nodes: readonly PlanNode[]): string {
  const names: string[] = [];
  for (let id = node.id + 1; id < node.end && names.length <= namedSources; id++) {
    const below = nodes[id];
    if (below !== undefined && sourceOf(below) !== undefined) {
      names.push(quoted(below.alias ?? sourceOf(below) ?? ''));
    }
  }
  if (names.length > namedSources) {
    return `${names.slice(0, namedSources).join(', ')} and others`;
  }
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

function quoted(name: string): string {
  return quoteIdentifier(name.replaceAll('\0', '\u2400'));
}
