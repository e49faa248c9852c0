import { formatCounted, formatMs } from '../../format';
import type { PlanNode } from '../../planModel';
import type { AdviceRule, RulePlan } from '../adviceRule';
import { hashMemory, parentOf, rowsOf, times, wallMs, workMem, workMemWords } from '../ruleTools';

export const notInUnhashed: AdviceRule = {
  id: 'not-in-unhashed',
  title: 'A NOT IN list is read again for every row',
  explanation:
    'The rows of the sub-query do not fit into work_mem, so PostgreSQL cannot keep them in a hash table and looks through the ' +
    'whole list for each row.',
  run: (plan) =>
    plan.ofType('Materialize').flatMap((node) => {
      const loops = node.actual?.loops ?? 0;
      if (node.relationship !== 'SubPlan' || loops < 100 || !isUnhashedTest(plan, node)) {
        return [];
      }
      const listed = rowsOf(plan, plan.nodes[node.id + 1] ?? node);
      const bytes = 1.5 * listed * ((node.estimate?.width ?? 8) + 40);
      const setting = workMem(bytes / 1024 / hashMemory(plan));
      const ms = wallMs(plan, node);
      return [
        {
          node: node.id,
          impactMs: ms,
          savedMs: times(ms, 0.95),
          title: `The list of NOT IN or ALL was read ${formatCounted(loops, 'time')}${ms === undefined ? '' : ` (${formatMs(ms)})`}`,
          what: `Write NOT EXISTS instead, which becomes a join and also treats NULL as most people expect. Or let the list be hashed. ${workMemWords(setting)}`,
          fixes: [setting],
        },
      ];
    }),
};

/** A condition of the parent tests the sub-plan's rows, and not by a hash table. */
function isUnhashedTest(plan: RulePlan, node: PlanNode): boolean {
  const name = node.subplanName;
  if (name === undefined) {
    return false;
  }
  const texts = (parentOf(plan, node)?.other ?? []).flatMap(({ value }) => value);
  return texts.some((text) => text.includes(`(${name})`) && /\b(?:NOT|ANY|ALL)\b/.test(text));
}
