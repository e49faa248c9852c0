import { displayName } from '../../../explorer/displayName';
import { quoteIdentifier } from '../../../sql/quote';
import { formatCounted, formatRows } from '../../format';
import type { PlanNode } from '../../planModel';
import type { IndexProposal } from '../advice';
import type { AdviceRule, RulePlan } from '../adviceRule';
import { conditionOf, conditionTerms } from '../conditions/indexTerms';
import { proposeIndex } from '../proposeIndex';
import { indexWords } from '../proposalWords';
import { belowLimit } from '../belowLimit';
import { factsOf, nameOf, removedBy, rowsOf, selfMs, times } from '../ruleTools';

export const orderByLimitWrongIndex: AdviceRule = {
  id: 'order-by-limit-wrong-index',
  title: 'An index was walked in order to find few rows',
  explanation:
    'To avoid a sort, the planner walks an index in the wanted order and hopes to meet the first matching rows soon. When they ' +
    'stand far back, it reads nearly the whole table.',
  run: (plan) => {
    const limited = belowLimit(plan.nodes);
    return plan.ofType('Index Scan', 'Index Only Scan').flatMap((scan) => {
      const removed = removedBy(scan, 'filter');
      const kept = rowsOf(plan, scan);
      if (limited[scan.id] !== 1 || removed < 1000 || removed < 10 * kept) {
        return [];
      }
      const proposal = proposalFor(plan, scan);
      return [
        {
          node: scan.id,
          impactMs: selfMs(plan, scan),
          savedMs: times(selfMs(plan, scan), removed / (removed + kept)),
          title: `Walked ${formatCounted(removed + kept, 'row')} of ${nameOf(scan)} along ${displayName(scan.indexName ?? 'an index')} to find ${formatRows(kept)}`,
          what:
            indexWords(proposal) ??
            'An index on the columns of the filter followed by the column of ORDER BY finds the rows in order. To see the other ' +
              'plan, write ORDER BY with an expression such as id + 0.',
          fixes: proposal === undefined ? [] : [{ kind: 'index', proposal }],
        },
      ];
    });
  },
};

/** The columns of the filter first, then those of the index that was walked. */
function proposalFor(plan: RulePlan, scan: PlanNode): IndexProposal | undefined {
  const walked = factsOf(plan, scan)?.indexes.find(({ name }) => name === scan.indexName);
  const filter = conditionTerms(conditionOf(scan, 'Filter'), scan.alias);
  const terms = filter.terms.filter(({ use }) => use === 'equality');
  if (walked === undefined || terms.length === 0) {
    return undefined;
  }
  const order = walked.keys.flatMap(({ column, expression, descending }) => {
    const key = column === undefined ? expression : quoteIdentifier(column);
    return key === undefined ? [] : [`${key}${descending ? ' DESC' : ''}`];
  });
  return proposeIndex(plan, scan, { terms, partial: filter.partial, order });
}
