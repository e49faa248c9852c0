import { formatCounted } from '../../format';
import type { IndexProposal } from '../advice';
import type { AdviceRule } from '../adviceRule';
import { likeTest } from '../conditions/likeTest';
import { existingIndex, proposeIndex } from '../proposeIndex';
import { indexWords } from '../proposalWords';
import { factsOf, nameOf, removedBy, rowsOf, selfMs, times } from '../ruleTools';

export const likeLeadingWildcard: AdviceRule = {
  id: 'like-leading-wildcard',
  title: 'LIKE begins with a wildcard',
  explanation:
    'An ordinary index is sorted by the beginning of a text. A pattern that does not say how the text begins has to be ' +
    'compared with every row.',
  run: (plan) =>
    plan.ofType('Seq Scan').flatMap((scan) => {
      const removed = removedBy(scan, 'filter');
      const test = removed < 10_000 ? undefined : likeTest(scan, 'wildcard');
      if (test === undefined) {
        return [];
      }
      const facts = factsOf(plan, scan);
      const kept = rowsOf(plan, scan);
      const key = `${test.key} gin_trgm_ops`;
      const wanted = {
        terms: [{ use: 'gin' as const, key, column: test.column, joins: false }],
        keeps: kept / (removed + kept),
      };
      const made = facts && existingIndex(facts, 'gin', [key]) ? undefined : proposeIndex(plan, scan, wanted);
      const proposal: IndexProposal | undefined = made && { ...made, needs: ['pg_trgm'] };
      const create = plan.catalog?.server.extensions.includes('pg_trgm') === true;
      return [
        {
          node: scan.id,
          impactMs: selfMs(plan, scan),
          savedMs: times(selfMs(plan, scan), 0.8),
          title: `${test.operator} ${test.pattern} was compared with ${formatCounted(removed + kept, 'row')} of ${nameOf(scan)}`,
          what:
            indexWords(proposal) ??
            'A GIN index with the trigrams of the text (extension pg_trgm) answers patterns that hold at least three letters in a row.',
          fixes: [
            ...(proposal === undefined ? [] : [{ kind: 'index' as const, proposal }]),
            ...(create ? [] : [{ kind: 'sql' as const, sql: 'CREATE EXTENSION IF NOT EXISTS pg_trgm;' }]),
          ],
        },
      ];
    }),
};
