import { formatCounted } from '../../format';
import { isAppend } from '../../partitions';
import type { PlanNode } from '../../planModel';
import type { AdviceRule, RulePlan } from '../adviceRule';
import { inputsOf, listOf, rowsOf, selfMs, sumMs } from '../ruleTools';

export const unionRemovedNothing: AdviceRule = {
  id: 'union-removed-nothing',
  title: 'UNION found no duplicates',
  explanation: 'UNION sorts or hashes all rows to drop duplicates. UNION ALL just puts them together.',
  run: (plan) =>
    plan.ofType('Aggregate', 'Unique').flatMap((node) => {
      const [child] = inputsOf(plan, node);
      const sort = child?.nodeType === 'Sort' ? child : undefined;
      const append = sort === undefined ? child : inputsOf(plan, sort)[0];
      if (append === undefined || !isAppend(append) || !isUnion(plan, node, append)) {
        return [];
      }
      const [read, kept] = [rowsOf(plan, append), rowsOf(plan, node)];
      if (read < 10_000 || kept !== read) {
        return [];
      }
      const ms = sumMs(selfMs(plan, node), sort && selfMs(plan, sort));
      return [
        {
          node: node.id,
          impactMs: ms,
          savedMs: ms,
          title: `UNION looked for duplicates among ${formatCounted(read, 'row')} and found none`,
          what: 'Write UNION ALL if the parts can have no row in common, or if duplicates do no harm.',
        },
      ];
    }),
};

/** Nothing is computed for the groups, and the parts are no partitions of one table. */
function isUnion(plan: RulePlan, node: PlanNode, append: PlanNode): boolean {
  const groups = listOf(node, 'Group Key').length;
  const output = listOf(node, 'Output').length;
  const isDistinct = node.nodeType === 'Unique' || output === 0 || groups === output;
  const members = inputsOf(plan, append);
  const stems = members.map(({ alias, relation }) => {
    const stem = /^(.+)_\d+$/.exec(alias ?? '')?.[1];
    return stem === undefined || stem === relation ? undefined : stem;
  });
  const isPartitioned = stems[0] !== undefined && stems.every((stem) => stem === stems[0]);
  return isDistinct && members.length >= 2 && !isPartitioned;
}
