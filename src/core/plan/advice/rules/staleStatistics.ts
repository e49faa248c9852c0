import { displayName } from '../../../explorer/displayName';
import { formatRows } from '../../format';
import type { PlanNode } from '../../planModel';
import { relationSql } from '../advice';
import type { AdviceRule, Finding, RulePlan } from '../adviceRule';
import { factsOf, wallMs } from '../ruleTools';
import { changedShare, neverAnalyzed } from '../statisticsFix';

export const staleStatistics: AdviceRule = {
  id: 'stale-statistics',
  title: 'Statistics are missing or old',
  explanation:
    'The planner knows the values of a table only from the last ANALYZE. Autovacuum repeats it after a tenth of the rows has ' +
    'changed, with a delay, and never for temporary tables.',
  run: (plan) => {
    if (plan.catalog === undefined) {
      return [];
    }
    const seen = new Set<string>();
    return plan.nodes.flatMap((node) => {
      const finding = node.relation === undefined || !isScan(node) ? undefined : findingOf(plan, node);
      const key = finding === undefined ? '' : JSON.stringify([node.schema, node.relation]);
      if (finding === undefined || seen.has(key)) {
        return [];
      }
      seen.add(key);
      return [finding];
    });
  },
};

function findingOf(plan: RulePlan, node: PlanNode): Finding | undefined {
  const facts = factsOf(plan, node);
  if (facts === undefined || node.relation === undefined || facts.kind === 'partitionedTable') {
    return undefined;
  }
  const estimate = plan.figures.nodes[node.id]?.estimate;
  const isOff = estimate?.kind === 'compared' && estimate.atLeast >= 2;
  const { changedSinceAnalyze, liveRows } = facts.maintenance;
  const isNew = neverAnalyzed(facts) && (plan.figures.nodes[node.id]?.rows.actual ?? 0) >= 100;
  // Just after an ANALYZE the counter may still hold what was pending, so a wrong estimate must say the same.
  const isOld = (changedShare(facts) ?? 0) >= 0.1 && isOff;
  if (!isNew && !isOld) {
    return undefined;
  }
  const name = displayName(node.relation);
  return {
    node: node.id,
    impactMs: wallMs(plan, node),
    title: isNew
      ? `${name} was never analyzed`
      : `${name}: ${formatRows(changedSinceAnalyze)} of ${formatRows(Math.max(liveRows, changedSinceAnalyze))} rows changed since the last ANALYZE`,
    what: 'Collect statistics now. A job that loads much should end with ANALYZE.',
    fixes: [{ kind: 'sql', sql: `ANALYZE ${relationSql(facts.schema, node.relation)};` }],
  };
}

function isScan(node: PlanNode): boolean {
  return node.nodeType.endsWith(' Scan') && node.actual?.loops !== 0;
}
