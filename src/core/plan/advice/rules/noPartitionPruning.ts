import { formatCounted, formatRows } from '../../format';
import { isAppend } from '../../partitions';
import type { PlanNode } from '../../planModel';
import type { AdviceRule, RulePlan } from '../adviceRule';
import { inputsOf, times, wallMs } from '../ruleTools';

export const noPartitionPruning: AdviceRule = {
  id: 'no-partition-pruning',
  title: 'Partitions were read in vain',
  explanation:
    'PostgreSQL leaves out partitions only when the condition compares the partition key itself with a value. Behind a cast or ' +
    'a calculation it has to look into every partition.',
  run: (plan) =>
    plan.nodes.filter(isAppend).flatMap((append) => {
      const members = inputsOf(plan, append);
      const executed = members.filter(({ actual }) => (actual?.loops ?? 0) > 0);
      const empty = executed.filter(({ actual }) => actual?.rows === 0);
      const enough = executed.length >= 4 && empty.length >= 0.8 * executed.length;
      if ((append.subplansRemoved ?? 0) > 0 || !enough || !members.every((each) => isFiltered(plan, each))) {
        return [];
      }
      return [
        {
          node: append.id,
          impactMs: wallMs(plan, append),
          savedMs: times(wallMs(plan, append), empty.length / executed.length),
          title: `${formatCounted(executed.length, 'partition')} were read, ${formatRows(empty.length)} returned nothing`,
          what:
            'Compare the bare partition key with a value of its own type: no cast, no function, no calculation on the side of ' +
            'the key. Check that enable_partition_pruning is on.',
        },
      ];
    }),
};

/** Different relations of which a condition keeps rows: partitions, not parts of a UNION. */
function isFiltered(plan: RulePlan, member: PlanNode): boolean {
  const scan = member.relation === undefined ? inputsOf(plan, member)[0] : member;
  return (
    scan?.relation !== undefined && scan.other.some(({ name }) => name === 'Filter' || name.endsWith(' Cond'))
  );
}
