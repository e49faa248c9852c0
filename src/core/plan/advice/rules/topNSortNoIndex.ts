import { formatCounted, formatRows } from '../../format';
import type { PlanNode } from '../../planModel';
import type { AdviceRule, RulePlan } from '../adviceRule';
import { conditionOf, conditionTerms } from '../conditions/indexTerms';
import { sortKeys } from '../conditions/sortKeys';
import { proposeIndex } from '../proposeIndex';
import { indexWords } from '../proposalWords';
import { inputsOf, nameOf, rowsOf, times, wallMs } from '../ruleTools';

export const topNSortNoIndex: AdviceRule = {
  id: 'top-n-sort-no-index',
  title: 'Many rows were sorted for the first few',
  explanation:
    'Without an index in the wanted order, every row has to be read before it is known which ones come first.',
  run: (plan) =>
    plan.ofType('Sort').flatMap((sort) => {
      const isTopN = sort.sort?.method === 'top-N heapsort';
      const scan = isTopN ? scanBelow(plan, sort) : undefined;
      const read = scan === undefined ? 0 : rowsOf(plan, scan);
      if (scan === undefined || read < 10_000) {
        return [];
      }
      const order = sortKeys(sort, scan.alias);
      const filter = conditionTerms(conditionOf(scan, 'Filter', 'Index Cond'), scan.alias);
      const terms = filter.terms.filter(({ use }) => use === 'equality');
      const proposal = order === undefined ? undefined : proposeIndex(plan, scan, { terms, order });
      return [
        {
          node: sort.id,
          impactMs: wallMs(plan, sort),
          savedMs: proposal === undefined ? undefined : times(wallMs(plan, sort), 0.95),
          title: `${formatCounted(read, 'row')} of ${nameOf(scan)} were sorted for the first ${formatRows(rowsOf(plan, sort))}`,
          what:
            indexWords(proposal) ??
            'An index on the sort key, behind the columns that are compared for equality, delivers the first rows at once.',
          fixes: proposal === undefined ? [] : [{ kind: 'index', proposal }],
        },
      ];
    }),
};

/** The scan whose rows are sorted, when nothing but a parallel or a computing node stands between. */
function scanBelow(plan: RulePlan, sort: PlanNode): PlanNode | undefined {
  let node = inputsOf(plan, sort)[0];
  while (node !== undefined && ['Gather', 'Result', 'ProjectSet'].includes(node.nodeType)) {
    node = inputsOf(plan, node)[0];
  }
  return node?.relation === undefined ? undefined : node;
}
