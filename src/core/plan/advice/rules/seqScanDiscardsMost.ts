import { formatCounted, formatRows, formatShare } from '../../format';
import type { AdviceRule } from '../adviceRule';
import { conditionOf, conditionTerms } from '../conditions/indexTerms';
import { proposeIndex, wantedOf } from '../proposeIndex';
import { indexWords } from '../proposalWords';
import { nameOf, removedBy, rowsOf, selfMs, times } from '../ruleTools';

const manyRows = 10_000;

export const seqScanDiscardsMost: AdviceRule = {
  id: 'seq-scan-discards-most',
  title: 'A whole table is read for few of its rows',
  explanation:
    'Without a fitting index PostgreSQL reads every block of the table and looks at every row, whatever the condition keeps.',
  run: (plan) =>
    plan.ofType('Seq Scan').flatMap((scan) => {
      const removed = removedBy(scan, 'filter');
      const kept = rowsOf(plan, scan);
      const dropped = removed / (removed + kept);
      if (removed < manyRows || dropped < 0.9) {
        return [];
      }
      const terms = conditionTerms(conditionOf(scan, 'Filter'), scan.alias);
      const proposal = proposeIndex(plan, scan, { ...wantedOf(terms), keeps: 1 - dropped });
      return [
        {
          node: scan.id,
          impactMs: selfMs(plan, scan),
          savedMs: proposal === undefined ? undefined : times(selfMs(plan, scan), dropped),
          title: `Reads ${formatCounted(removed + kept, 'row')} of ${nameOf(scan)} and keeps ${formatRows(kept)} (${formatShare(1 - dropped)})`,
          what:
            indexWords(proposal) ??
            'No ordinary index answers this condition as it is written, the table is small, or a fitting index exists already. ' +
              'Compare a bare column with a value, or store what the condition computes.',
          fixes: proposal === undefined ? [] : [{ kind: 'index', proposal }],
        },
      ];
    }),
};
