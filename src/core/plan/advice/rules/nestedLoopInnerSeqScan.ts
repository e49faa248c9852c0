import { formatCounted } from '../../format';
import type { PlanNode } from '../../planModel';
import type { AdviceRule, Finding, RulePlan } from '../adviceRule';
import { conditionOf, conditionTerms } from '../conditions/indexTerms';
import { proposeIndex } from '../proposeIndex';
import { indexWords } from '../proposalWords';
import { nameOf, times, wallMs } from '../ruleTools';

export const nestedLoopInnerSeqScan: AdviceRule = {
  id: 'nested-loop-inner-seqscan',
  title: 'A table is read completely for each row of a join',
  explanation:
    'The inner side of a nested loop runs once for each outer row, and without an index it reads the whole table.',
  run: (plan) => {
    const scans = plan.ofType('Seq Scan').filter((scan) => runsOf(plan, scan) >= 10);
    if (scans.length === 0) {
      return [];
    }
    const joins = innerJoins(plan.nodes);
    return scans.flatMap((scan) => {
      const join = plan.nodes[joins[scan.id] ?? -1];
      return join === undefined ? [] : [findingOf(plan, scan, join)];
    });
  },
};

function findingOf(plan: RulePlan, scan: PlanNode, join: PlanNode): Finding {
  const runs = runsOf(plan, scan);
  const own = conditionTerms(conditionOf(scan, 'Filter'), scan.alias);
  const joined = conditionTerms(conditionOf(join, 'Join Filter', 'Filter'), scan.alias ?? '');
  const terms = [...joined.terms.filter(({ joins }) => joins), ...own.terms];
  const hasJoin = terms.some(({ joins }) => joins);
  const proposal = hasJoin ? proposeIndex(plan, scan, { terms, partial: own.partial }) : undefined;
  return {
    node: scan.id,
    impactMs: wallMs(plan, scan),
    savedMs: times(wallMs(plan, scan), 1 - 1 / runs),
    title: `${nameOf(scan)} is read completely ${formatCounted(Math.round(runs), 'time')}`,
    what:
      indexWords(proposal) ??
      'Join by equality of columns of the same type, so that a hash join or an index can be used; an index on the column by ' +
        'which this table is joined lets the loop read only what matches.',
    fixes: proposal === undefined ? [] : [{ kind: 'index', proposal }],
  };
}

/** How often each process ran the node. */
function runsOf(plan: RulePlan, node: PlanNode): number {
  return (node.actual?.loops ?? 0) / (plan.figures.nodes[node.id]?.participants ?? 1);
}

/** For each node, the nearest nested loop on whose inner side it stands. */
function innerJoins(nodes: readonly PlanNode[]): readonly (number | undefined)[] {
  const joins: (number | undefined)[] = [];
  for (const node of nodes) {
    const parent = node.parent === undefined ? undefined : nodes[node.parent];
    const isInner = parent?.nodeType === 'Nested Loop' && node.relationship === 'Inner';
    const isOther = node.relationship === 'SubPlan' || node.relationship === 'InitPlan';
    joins.push(isInner ? parent.id : isOther ? undefined : joins[parent?.id ?? -1]);
  }
  return joins;
}
