import { isCount, isRecord } from '../../src/base/validate';
import { vscodeApi } from '../shared/vscodeApi';

/** What the user arranged in a plan, and nothing else: it survives when VS Code throws the hidden page away. */
export interface PlanArrangement {
  readonly runId: number;
  readonly plan: number;
  /** The id of the view in sight. */
  readonly view: string;
  readonly selected: number;
  readonly collapsed: readonly number[];
}

export function savePlan(arrangement: PlanArrangement): void {
  vscodeApi.setState(arrangement);
}

/** The arrangement of this plan; undefined when the last one arranged was another. */
export function savedPlan(runId: number): PlanArrangement | undefined {
  const state = vscodeApi.getState();
  return isArrangement(state) && state.runId === runId ? state : undefined;
}

function isArrangement(value: unknown): value is PlanArrangement {
  return (
    isRecord(value) &&
    [value['runId'], value['plan'], value['selected']].every(isCount) &&
    typeof value['view'] === 'string' &&
    Array.isArray(value['collapsed']) &&
    value['collapsed'].every(isCount)
  );
}
