import { formatCounted, formatFactor, formatRows } from '../../format';
import { nodeTitle } from '../../nodeTitle';
import type { PlanNode } from '../../planModel';
import { misestimateOf } from '../../planView';
import type { AdviceRule, RulePlan } from '../adviceRule';
import { joinTypes } from '../joinTypes';
import { wallMs } from '../ruleTools';
import { statisticsFix } from '../statisticsFix';

export const rowMisestimate: AdviceRule = {
  id: 'row-misestimate',
  title: 'The planner expected another number of rows',
  explanation:
    'The planner chooses join methods, join order and memory by the rows that it expects. The deepest wrong estimate is where ' +
    'it begins; those above it follow from it.',
  run: (plan) =>
    deepestMisestimates(plan).flatMap((id) => {
      const node = plan.nodes[id];
      const figures = plan.figures.nodes[id];
      const misestimate = figures && misestimateOf(figures);
      if (node === undefined || misestimate === undefined) {
        return [];
      }
      const { planned = 0, actual = 0 } = figures?.rows ?? {};
      const { factor, direction } = misestimate;
      const fix = statisticsFix(plan, node);
      return [
        {
          node: id,
          impactMs: wallMs(plan, node),
          severity:
            factor >= 1000 ? ('high' as const) : factor >= 100 ? ('medium' as const) : ('low' as const),
          title: `${nodeTitle(node)}: expected ${formatCounted(planned, 'row')}, got ${formatRows(actual)} (${formatFactor(factor)} too ${direction === 'under' ? 'low' : 'high'})`,
          what:
            fix?.what ??
            'The inputs were estimated well, so the values of both sides belong together in a way that no statistics tell. ' +
              'Help the planner with a simpler condition, or compute the intermediate result first.',
          fixes: fix?.fixes ?? [],
        },
      ];
    }),
};

/** The nodes whose estimate is wrong while everything below them was estimated well. */
function deepestMisestimates({ nodes, figures }: RulePlan): readonly number[] {
  const joined = belowJoins(nodes);
  const wrongBelow = new Uint8Array(nodes.length);
  const found: number[] = [];
  for (const node of nodes.toReversed()) {
    const own = figures.nodes[node.id];
    const misestimate = own && misestimateOf(own);
    // Too many groups expected at the end of a plan change nothing in it: only a join above is planned for them.
    const isHarmless = misestimate?.direction === 'over' && joined[node.id] !== 1;
    const isWrong = misestimate !== undefined && !isHarmless;
    if (isWrong && wrongBelow[node.id] === 0) {
      found.push(node.id);
    }
    if (node.parent !== undefined && (isWrong || wrongBelow[node.id] === 1)) {
      wrongBelow[node.parent] = 1;
    }
  }
  return found.reverse();
}

/** 1 for each node below a join. */
function belowJoins(nodes: readonly PlanNode[]): Uint8Array {
  const joins = new Set<string>(joinTypes);
  const found = new Uint8Array(nodes.length);
  for (const { id, parent } of nodes) {
    const above = parent === undefined ? undefined : nodes[parent];
    if (above !== undefined && (found[above.id] === 1 || joins.has(above.nodeType))) {
      found[id] = 1;
    }
  }
  return found;
}
