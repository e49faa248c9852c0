import { displayName } from '../../explorer/displayName';
import { formatRows } from '../format';
import type { PlanFigures } from '../arithmetic';
import { isAppend } from '../partitions';
import type { PlannedStatement, PlanNode } from '../planModel';
import type { CatalogFacts } from '../relationFacts';
import { type Advice, adviceSeverities, type AdviceSeverity } from './advice';
import type { AdviceRule, Finding, RulePlan } from './adviceRule';
import { adviceRules } from './adviceRules';

/** What is less is not worth the reader's time. */
const leastShare = 0.05;
const leastMs = 1;
/** Of one rule, the reader needs only the worst. */
const mostOfARule = 5;

/** A rule that says the same better, on the same node. */
const better: Readonly<Record<string, readonly string[]>> = {
  'seq-scan-discards-most': [
    'function-or-cast-on-column',
    'like-leading-wildcard',
    'like-prefix-needs-pattern-ops',
    'rls-blocks-index',
    'nested-loop-inner-seqscan',
  ],
  'index-filter-discards-most': ['order-by-limit-wrong-index'],
  'row-misestimate': ['function-scan-default-rows', 'group-default-200', 'stale-statistics'],
  'subplan-per-row': ['not-in-unhashed'],
  'join-filter-discards': ['or-across-join'],
};

/**
 * Everything that can be said about a plan, the most worthwhile first: ranked by the time that could be saved. Without
 * ANALYZE only what estimates can tell. Takes time in proportion to the plan.
 */
export function advisePlan(
  statement: PlannedStatement,
  figures: PlanFigures,
  catalog?: CatalogFacts,
): readonly Advice[] {
  const plan = rulePlan(statement, figures, catalog);
  const rules = adviceRules.filter((rule) => statement.analyzed || rule.withoutAnalyze === true);
  const advice = rules.flatMap((rule) => adviceOf(rule, plan));
  return withoutRepeats(advice).sort(compareAdvice);
}

/** A plan as rules look at it. */
export function rulePlan(
  statement: PlannedStatement,
  figures: PlanFigures,
  catalog: CatalogFacts | undefined,
): RulePlan {
  const byType = new Map<string, PlanNode[]>();
  for (const node of statement.nodes) {
    const nodes = byType.get(node.nodeType);
    if (nodes === undefined) {
      byType.set(node.nodeType, [node]);
    } else {
      nodes.push(node);
    }
  }
  return {
    statement,
    figures,
    nodes: statement.nodes,
    catalog,
    ofType: (...types) => types.flatMap((type) => byType.get(type) ?? []),
  };
}

/** Findings about partitions of one table are told once, and the gate sees them together. */
interface Group {
  readonly worst: Finding;
  readonly all: readonly Finding[];
}

function adviceOf(rule: AdviceRule, plan: RulePlan): readonly Advice[] {
  return grouped(rule.run(plan), plan.nodes)
    .filter((group) => rule.always === true || matters(group, plan))
    .sort((a, b) => sum(b, 'savedMs') - sum(a, 'savedMs') || sum(b, 'impactMs') - sum(a, 'impactMs'))
    .slice(0, mostOfARule)
    .map((group) => toAdvice(rule, group, plan));
}

function grouped(findings: readonly Finding[], nodes: readonly PlanNode[]): readonly Group[] {
  const groups = new Map<string, Finding[]>();
  findings.forEach((finding, index) => {
    const parent = nodes[nodes[finding.node ?? -1]?.parent ?? -1];
    const isMember = parent !== undefined && isAppend(parent) && parent.children.length > 1;
    const key = isMember ? `append ${parent.id}` : `finding ${index}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [finding]);
    } else {
      group.push(finding);
    }
  });
  return [...groups.values()].map((all) => ({
    all,
    worst: all.reduce((worst, each) => ((each.impactMs ?? 0) > (worst.impactMs ?? 0) ? each : worst)),
  }));
}

/** The part of the statement that a finding concerns: of its time, or else of its estimated cost. */
function shareOf(group: Group, { figures, statement }: RulePlan): number | undefined {
  const total = figures.totalMs ?? statement.executionMs;
  if (group.all.some(({ impactMs }) => impactMs !== undefined) && total !== undefined) {
    return total > 0 ? sum(group, 'impactMs') / total : 0;
  }
  const costs = group.all.map(({ node }) => figures.nodes[node ?? -1]?.costShare);
  return costs.every((cost) => cost === undefined)
    ? undefined
    : costs.reduce<number>((all, cost) => all + (cost ?? 0), 0);
}

function matters(group: Group, plan: RulePlan): boolean {
  const share = shareOf(group, plan);
  const isTimed = group.all.some(({ impactMs }) => impactMs !== undefined);
  return share !== undefined && share >= leastShare && (!isTimed || sum(group, 'impactMs') >= leastMs);
}

function toAdvice(rule: AdviceRule, group: Group, plan: RulePlan): Advice {
  const { worst, all } = group;
  const others = all.filter((each) => each !== worst);
  const saved = all.some(({ savedMs }) => savedMs !== undefined) ? sum(group, 'savedMs') : undefined;
  const more = others.length === 0 ? '' : `, and ${formatRows(others.length)} more like it`;
  return {
    rule: rule.id,
    severity: worst.severity ?? severityOf(shareOf(group, plan) ?? 0),
    node: worst.node,
    alike: others.flatMap(({ node }) => node ?? []),
    title: displayName(`${worst.title}${more}`),
    why: displayName(worst.why ?? rule.explanation),
    what: displayName(worst.what),
    savedMs: saved,
    estimateOnly: !plan.statement.analyzed,
    fixes: worst.fixes ?? [],
  };
}

function severityOf(share: number): AdviceSeverity {
  return share >= 0.25 ? 'high' : share >= 0.1 ? 'medium' : 'low';
}

function withoutRepeats(advice: readonly Advice[]): Advice[] {
  const said = new Set(advice.map(({ rule, node }) => `${rule} ${node ?? ''}`));
  return advice.filter(
    ({ rule, node }) => !(better[rule] ?? []).some((other) => said.has(`${other} ${node ?? ''}`)),
  );
}

function compareAdvice(a: Advice, b: Advice): number {
  return (
    (b.savedMs ?? 0) - (a.savedMs ?? 0) ||
    adviceSeverities.indexOf(a.severity) - adviceSeverities.indexOf(b.severity) ||
    (a.node ?? -1) - (b.node ?? -1)
  );
}

function sum({ all }: Group, figure: 'savedMs' | 'impactMs'): number {
  return all.reduce((total, finding) => total + (finding[figure] ?? 0), 0);
}
