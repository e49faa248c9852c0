import { type Token, tokenize } from '../../sql/lexer';
import type { PlannedStatement, PlanNode } from '../planModel';

/**
 * The columns of a node's relation that conditions, keys and sort orders of the plan name: those of the node itself, and
 * those above it that name the relation's alias. In the order of `columns`.
 * @param columns All columns of the relation.
 */
export function conditionColumns(
  node: PlanNode,
  { nodes }: PlannedStatement,
  columns: readonly string[],
): readonly string[] {
  const alias = node.alias ?? node.relation;
  // The condition of a bitmap stands at the index scan below.
  const own = [node, ...nodes.slice(node.id + 1, node.end).filter(isBitmapIndexScan)];
  const named = new Set([
    ...own.flatMap((each) => namesIn(each, alias, false)),
    ...ancestors(node, nodes).flatMap((each) => namesIn(each, alias, true)),
  ]);
  return columns.filter((column) => named.has(column));
}

function isBitmapIndexScan({ nodeType }: PlanNode): boolean {
  return nodeType === 'Bitmap Index Scan';
}

function ancestors(node: PlanNode, nodes: readonly PlanNode[]): readonly PlanNode[] {
  const above: PlanNode[] = [];
  for (let { parent } = node; parent !== undefined; parent = nodes[parent]?.parent) {
    const each = nodes[parent];
    if (each) {
      above.push(each);
    }
  }
  return above;
}

/** What `Output` lists is what is returned, not what decides. */
const conditions = /(?:Cond|Filter|Keys?|Order By)$/;

function namesIn(node: PlanNode, alias: string | undefined, qualifiedOnly: boolean): readonly string[] {
  return node.other
    .filter(({ name }) => conditions.test(name))
    .flatMap(({ value }) => value)
    .flatMap((text) => namesInText(text, alias, qualifiedOnly));
}

function namesInText(text: string, alias: string | undefined, qualifiedOnly: boolean): readonly string[] {
  const tokens = tokenize(text);
  return tokens.flatMap((token, index) => {
    const name = identifier(text, token);
    const [before, dot] = [tokens[index - 2], tokens[index - 1]];
    const isQualified = dot !== undefined && text.slice(dot.start, dot.end) === '.';
    const fits = isQualified ? before !== undefined && identifier(text, before) === alias : !qualifiedOnly;
    return name !== undefined && fits ? [name] : [];
  });
}

function identifier(text: string, { kind, start, end }: Token): string | undefined {
  const written = text.slice(start, end);
  if (kind === 'quotedIdentifier') {
    return written.slice(1, -1).replaceAll('""', '"');
  }
  return kind === 'word' ? written : undefined;
}
