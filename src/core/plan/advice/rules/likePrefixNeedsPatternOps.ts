import { displayName } from '../../../explorer/displayName';
import { formatCounted } from '../../format';
import type { AdviceRule } from '../adviceRule';
import { likeTest } from '../conditions/likeTest';
import { proposeIndex } from '../proposeIndex';
import { indexWords } from '../proposalWords';
import { factsOf, removedBy, rowsOf, selfMs, times } from '../ruleTools';

export const likePrefixNeedsPatternOps: AdviceRule = {
  id: 'like-prefix-needs-pattern-ops',
  title: 'LIKE cannot use the index of its column',
  explanation:
    'In most collations the order of an index is that of a dictionary, which does not keep texts with the same beginning ' +
    'together. LIKE needs an index that is sorted byte by byte.',
  run: (plan) =>
    plan.ofType('Seq Scan').flatMap((scan) => {
      const removed = removedBy(scan, 'filter');
      const test = removed < 10_000 ? undefined : likeTest(scan, 'letters');
      const facts = factsOf(plan, scan);
      const index = facts?.indexes.find(
        ({ valid, partial, method, keys }) =>
          valid &&
          !partial &&
          method === 'btree' &&
          keys[0]?.column !== undefined &&
          keys[0].column === test?.column,
      );
      const first = index?.keys[0];
      if (test === undefined || index === undefined || first === undefined) {
        return [];
      }
      if (first.comparesBytes || !first.defaultOperatorClass) {
        return [];
      }
      const kept = rowsOf(plan, scan);
      const term = { use: 'prefix' as const, key: test.key, column: test.column, joins: false };
      const proposal = proposeIndex(plan, scan, { terms: [term], keeps: kept / (removed + kept) });
      return [
        {
          node: scan.id,
          impactMs: selfMs(plan, scan),
          savedMs: times(selfMs(plan, scan), 0.9),
          title: `LIKE ${test.pattern} cannot use ${displayName(index.name)}, whose order is that of a dictionary; ${formatCounted(removed, 'row')} were dropped`,
          what:
            indexWords(proposal) ??
            'Create an index with the operator class text_pattern_ops, or with COLLATE "C".',
          fixes: proposal === undefined ? [] : [{ kind: 'index', proposal }],
        },
      ];
    }),
};
