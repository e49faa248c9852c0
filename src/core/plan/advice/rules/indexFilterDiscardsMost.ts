import { displayName } from '../../../explorer/displayName';
import { formatCounted } from '../../format';
import type { PlanNode } from '../../planModel';
import type { AdviceRule, RulePlan } from '../adviceRule';
import { conditionOf, conditionTerms } from '../conditions/indexTerms';
import { proposeIndex } from '../proposeIndex';
import { indexWords } from '../proposalWords';
import { inputsOf, nameOf, removedBy, rowsOf, times, wallMs } from '../ruleTools';

export const indexFilterDiscardsMost: AdviceRule = {
  id: 'index-filter-discards-most',
  title: 'An index finds many rows that a filter drops',
  explanation:
    'The index answers only a part of the condition. Each row that it finds is fetched from the table, looked at, and mostly ' +
    'thrown away.',
  run: (plan) =>
    plan.ofType('Index Scan', 'Index Only Scan', 'Bitmap Heap Scan').flatMap((scan) => {
      const removed = removedBy(scan, 'filter');
      const kept = rowsOf(plan, scan);
      const dropped = removed / (removed + kept);
      if (removed < 1000 || dropped < 0.9) {
        return [];
      }
      const found = conditionTerms(conditionOf(scan, 'Index Cond', 'Recheck Cond'), scan.alias);
      const filter = conditionTerms(conditionOf(scan, 'Filter'), scan.alias);
      const wanted = {
        terms: [...found.terms, ...filter.terms],
        partial: filter.partial,
        keeps: 1 - dropped,
      };
      const proposal = filter.terms.length === 0 ? undefined : proposeIndex(plan, scan, wanted);
      return [
        {
          node: scan.id,
          impactMs: wallMs(plan, scan),
          savedMs: times(wallMs(plan, scan), dropped),
          title: `${indexName(plan, scan)} finds ${formatCounted(removed + kept, 'row')} of ${nameOf(scan)}, and the filter drops ${formatCounted(removed, 'row')}`,
          what:
            indexWords(proposal) ??
            'An index that begins with the columns of the index condition and goes on with those of the filter finds only what is wanted.',
          fixes: proposal === undefined ? [] : [{ kind: 'index', proposal }],
        },
      ];
    }),
};

function indexName(plan: RulePlan, scan: PlanNode): string {
  const name = scan.indexName ?? inputsOf(plan, scan)[0]?.indexName;
  return name === undefined ? 'The bitmap' : `Index ${displayName(name)}`;
}
