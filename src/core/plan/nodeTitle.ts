import { displayName } from '../explorer/displayName';
import { quoteIdentifier } from '../sql/quote';
import type { PlanNode, TargetTable } from './planModel';

/**
 * What a node does and on what, in the words of PostgreSQL's text format, such as
 * `Index Scan using loans_pkey on core.loans l`. Source: ExplainNode() in explain.c.
 */
export function nodeTitle(node: PlanNode): string {
  return displayName(`${actionTitle(node)}${target(node)}`);
}

/** What a node does, without what it does it on, such as `Parallel Index Scan Backward`. */
export function actionTitle(node: PlanNode): string {
  const backward = node.scanDirection === 'Backward' ? ' Backward' : '';
  return `${node.parallelAware ? 'Parallel ' : ''}${nodeAction(node)}${backward}`;
}

/** A table as `schema.name alias`, quoted where SQL would need it; an alias like the name is left out. */
export function tableTitle({ schema, relation, alias }: TargetTable): string {
  const name = `${schema === undefined ? '' : `${quoted(schema)}.`}${quoted(relation)}`;
  return alias === undefined || alias === relation ? name : `${name} ${quoted(alias)}`;
}

function nodeAction(node: PlanNode): string {
  switch (node.nodeType) {
    case 'Aggregate':
      return `${partialPrefix(node)}${aggregateNames.get(node.strategy ?? '') ?? 'Aggregate'}`;
    case 'SetOp':
      return `${node.strategy === 'Hashed' ? 'HashSetOp' : 'SetOp'}${suffix(node.command)}`;
    case 'ModifyTable':
      return node.operation ?? 'ModifyTable';
    case 'Nested Loop':
      return isInner(node) ? 'Nested Loop' : `Nested Loop ${node.joinType ?? ''} Join`;
    case 'Hash Join':
    case 'Merge Join':
      return isInner(node) ? node.nodeType : node.nodeType.replace(' Join', ` ${node.joinType ?? ''} Join`);
    case 'Foreign Scan':
      return node.operation === undefined || node.operation === 'Select'
        ? 'Foreign Scan'
        : `Foreign ${node.operation}`;
    case 'Custom Scan':
      return node.customPlanProvider === undefined
        ? 'Custom Scan'
        : `Custom Scan (${node.customPlanProvider})`;
    default:
      return node.nodeType;
  }
}

const aggregateNames: ReadonlyMap<string, string> = new Map([
  ['Plain', 'Aggregate'],
  ['Sorted', 'GroupAggregate'],
  ['Hashed', 'HashAggregate'],
  ['Mixed', 'MixedAggregate'],
]);

function partialPrefix(node: PlanNode): string {
  return node.partialMode === 'Partial' || node.partialMode === 'Finalize' ? `${node.partialMode} ` : '';
}

function isInner(node: PlanNode): boolean {
  return node.joinType === undefined || node.joinType === 'Inner';
}

function target(node: PlanNode): string {
  const index = node.indexName === undefined ? undefined : quoted(node.indexName);
  const on = scanned(node);
  if (node.nodeType === 'Bitmap Index Scan') {
    return index === undefined ? '' : ` on ${index}`;
  }
  return `${index === undefined ? '' : ` using ${index}`}${on === undefined ? '' : ` on ${on}`}`;
}

/** What the node scans or changes: a relation, a function, a common table expression, or only an alias. */
export function scanned(node: PlanNode): string | undefined {
  const { schema, alias } = node;
  if (node.relation !== undefined) {
    return tableTitle({ schema, relation: node.relation, alias });
  }
  if (node.functionName !== undefined) {
    return tableTitle({ schema, relation: node.functionName, alias });
  }
  const name = node.tableFunctionName ?? node.cteName ?? node.tuplestoreName;
  if (name !== undefined) {
    return tableTitle({ schema: undefined, relation: name, alias });
  }
  return alias === undefined ? undefined : quoted(alias);
}

function suffix(text: string | undefined): string {
  return text === undefined ? '' : ` ${text}`;
}

/** A plan from elsewhere may hold what no name can. */
function quoted(name: string): string {
  return quoteIdentifier(name.replaceAll('\0', '\u2400'));
}
