import type { PlanFigures } from './arithmetic';
import { isGather } from './participants';
import type { PlannedStatement, PlanTrigger } from './planModel';

/** The time of one trigger, and where the plan accounts for it. */
export interface TriggerFigures {
  readonly trigger: PlanTrigger;
  readonly share: number | undefined;
  /**
   * `afterNodes`: in addition to the nodes' times. `insideModifyTable`: part of the node that modifies the table.
   * EXPLAIN does not say it: only a trigger of a constraint certainly fires after; the catalog knows the others.
   */
  readonly counted: 'afterNodes' | 'insideModifyTable' | 'unknown';
}

/** What `pg_trigger` says of a trigger; undefined when nobody looked it up. */
export type TriggerTiming = (trigger: PlanTrigger) => 'before' | 'after' | undefined;

export function triggerFigures(
  statement: PlannedStatement,
  figures: PlanFigures,
  timing: TriggerTiming = () => undefined,
): readonly TriggerFigures[] {
  return statement.triggers.map((trigger) => ({
    trigger,
    share: shareOf(trigger.ms, figures.totalMs),
    counted: countedWhere(trigger, statement, { figures, timing }),
  }));
}

/**
 * Just-in-time compilation per process, in milliseconds: the server adds up the times of the leader and of the workers,
 * who compile at the same time.
 */
export function jitWallMs(statement: PlannedStatement): number | undefined {
  const total = statement.jit?.totalMs;
  if (total === undefined) {
    return undefined;
  }
  const launched = statement.nodes
    .filter(isGather)
    .reduce((most, gather) => Math.max(most, gather.workersLaunched ?? 0), 0);
  return total / (1 + launched);
}

interface Known {
  readonly figures: PlanFigures;
  readonly timing: TriggerTiming;
}

function countedWhere(
  trigger: PlanTrigger,
  statement: PlannedStatement,
  { figures, timing }: Known,
): TriggerFigures['counted'] {
  const known = timing(trigger);
  if (trigger.constraint !== undefined || known === 'after') {
    return 'afterNodes';
  }
  const outside = figures.outsideNodesMs;
  const tooLong = trigger.ms !== undefined && outside !== undefined && trigger.ms > outside;
  return known === 'before' || (tooLong && statement.analyzed) ? 'insideModifyTable' : 'unknown';
}

function shareOf(ms: number | undefined, totalMs: number | undefined): number | undefined {
  return ms === undefined || totalMs === undefined || totalMs <= 0 ? undefined : Math.min(1, ms / totalMs);
}
