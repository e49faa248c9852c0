import { formatCounted, formatMs } from '../../format';
import type { PlanNode } from '../../planModel';
import type { IndexProposal } from '../advice';
import type { AdviceRule, RulePlan } from '../adviceRule';
import { conditionOf, conditionTerms } from '../conditions/indexTerms';
import { proposeIndex, wantedOf } from '../proposeIndex';
import { indexWords } from '../proposalWords';
import { times, wallMs } from '../ruleTools';

export const subplanPerRow: AdviceRule = {
  id: 'subplan-per-row',
  title: 'A sub-query runs for every row',
  explanation:
    'A correlated sub-query uses a value of the row outside, so it is executed anew for each of them, and the planner cannot ' +
    'turn it into a join.',
  run: (plan) =>
    plan.nodes.flatMap((node) => {
      const loops = node.actual?.loops ?? 0;
      if (node.relationship !== 'SubPlan' || loops < 1000) {
        return [];
      }
      const ms = wallMs(plan, node);
      if ((ms ?? 0) < 0.2 * (plan.figures.totalMs ?? Infinity)) {
        return [];
      }
      const proposal = indexFor(plan, node);
      return [
        {
          node: node.id,
          impactMs: ms,
          savedMs: times(ms, 0.8),
          title: `A correlated sub-query ran ${formatCounted(loops, 'time')} (${formatMs(ms ?? 0)})`,
          what: [
            'Write it as a join with a grouped sub-query (LEFT JOIN … GROUP BY) or as LATERAL, so that all rows are handled at once.',
            ...(proposal === undefined ? [] : [indexWords(proposal)]),
          ].join(' '),
          fixes: proposal === undefined ? [] : [{ kind: 'index', proposal }],
        },
      ];
    }),
};

/** For the scan below that is compared with the row outside, if it has no index. */
function indexFor(plan: RulePlan, subplan: PlanNode): IndexProposal | undefined {
  for (let id = subplan.id; id < subplan.end; id++) {
    const scan = plan.nodes[id];
    if (scan?.nodeType === 'Seq Scan') {
      const terms = conditionTerms(conditionOf(scan, 'Filter'), scan.alias);
      const joins = terms.terms.some((term) => term.joins);
      const proposal = joins ? proposeIndex(plan, scan, wantedOf(terms)) : undefined;
      if (proposal !== undefined) {
        return proposal;
      }
    }
  }
  return undefined;
}
