import type { PlanNode, PlanProperty } from './planModel';

/** Finds the nodes whose expressions use the value of an initialization plan. */
export interface InitPlanReferences {
  /** Ids in ascending order. */
  of(initPlan: PlanNode): readonly number[];
  /** The parameters that the plan sets, as versions up to 16 name them (`$0`). */
  parameters(initPlan: PlanNode): readonly string[];
}

/**
 * Looks through every expression once. Versions up to 16 name the plan `InitPlan 1 (returns $0)` and write `$0`;
 * 17 and later write `(InitPlan 1).col1`, and the word after `InitPlan` need not be a number.
 */
export function findInitPlanReferences(nodes: readonly PlanNode[]): InitPlanReferences {
  const wanted = new Set(nodes.filter(isInitPlan).flatMap(tokensOf));
  const found = new Map<string, number[]>();
  if (wanted.size > 0) {
    for (const node of nodes) {
      for (const token of tokensIn(node.other)) {
        if (wanted.has(token)) {
          const ids = found.get(token) ?? [];
          ids.push(node.id);
          found.set(token, ids);
        }
      }
    }
  }
  return {
    of: (initPlan) => {
      const ids = tokensOf(initPlan).flatMap((token) => found.get(token) ?? []);
      return [...new Set(ids)].sort((a, b) => a - b);
    },
    parameters: (initPlan) => tokensOf(initPlan).filter((token) => token.startsWith('$')),
  };
}

/** Whether the node is the root of an initialization plan or of a common table expression. */
export function isInitPlan(node: PlanNode): boolean {
  return node.relationship === 'InitPlan';
}

/** The name of the common table expression of which the node is the root. */
export function cteNameOf(node: PlanNode): string | undefined {
  return isInitPlan(node) && node.subplanName?.startsWith('CTE ') === true
    ? node.subplanName.slice('CTE '.length)
    : undefined;
}

function tokensOf(initPlan: PlanNode): readonly string[] {
  const name = initPlan.subplanName ?? '';
  const returns = / \(returns ([$\d, ]+)\)$/.exec(name);
  return returns === null ? [name] : (returns[1] ?? '').split(',').map((parameter) => parameter.trim());
}

function tokensIn(properties: readonly PlanProperty[]): readonly string[] {
  const tokens: string[] = [];
  for (const { value } of properties) {
    for (const text of typeof value === 'string' ? [value] : value) {
      if (text.includes('InitPlan ') || text.includes('$')) {
        collectTokens(text, tokens);
      }
    }
  }
  return tokens;
}

/** Quoted names and literals are skipped, because anything may stand in them. */
function collectTokens(text: string, tokens: string[]): void {
  for (const match of text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\((InitPlan [^()]+)\)|(\$\d+)/g)) {
    const token = match[1] ?? match[2];
    if (token !== undefined) {
      tokens.push(token);
    }
  }
}
