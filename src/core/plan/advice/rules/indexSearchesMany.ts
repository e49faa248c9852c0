import { displayName } from '../../../explorer/displayName';
import { formatRows } from '../../format';
import type { AdviceRule } from '../adviceRule';
import { conditionOf, conditionTerms } from '../conditions/indexTerms';
import { proposeIndex, wantedOf } from '../proposeIndex';
import { indexWords } from '../proposalWords';
import { factsOf, nameOf, selfMs, times } from '../ruleTools';

export const indexSearchesMany: AdviceRule = {
  id: 'index-searches-many',
  title: 'An index was searched many times for one condition',
  explanation:
    'From version 18 on, an index also answers a condition on a later column, by searching once for each value of the columns ' +
    'before it (a skip scan). With many such values, an index that begins with the column is better.',
  run: (plan) =>
    plan.ofType('Index Scan', 'Index Only Scan', 'Bitmap Index Scan').flatMap((scan) => {
      const loops = scan.actual?.loops ?? 0;
      const searches = loops === 0 ? 0 : (scan.indexSearches ?? 0) / loops;
      const condition = conditionOf(scan, 'Index Cond') ?? '';
      // A list of values is searched once for each of them, in any index.
      if (searches < 10 || condition.includes('ANY (')) {
        return [];
      }
      const holder = scan.nodeType === 'Bitmap Index Scan' ? plan.nodes[scan.parent ?? -1] : scan;
      const table = holder?.relation === undefined ? undefined : holder;
      const terms = conditionTerms(condition, table?.alias);
      const proposal = table && proposeIndex(plan, table, wantedOf(terms));
      const first =
        table && factsOf(plan, table)?.indexes.find(({ name }) => name === scan.indexName)?.keys[0];
      const skipped =
        first?.column === undefined ? '' : `, once for each value of ${displayName(first.column)}`;
      return [
        {
          node: scan.id,
          impactMs: selfMs(plan, scan),
          savedMs: times(selfMs(plan, scan), 1 - 1 / searches),
          title: `${displayName(scan.indexName ?? 'The index')} was searched ${formatRows(Math.round(searches))} times per scan of ${table === undefined ? 'the table' : nameOf(table)}${skipped}`,
          what: indexWords(proposal) ?? 'Create an index that begins with the columns of this condition.',
          fixes: proposal === undefined ? [] : [{ kind: 'index', proposal }],
        },
      ];
    }),
};
