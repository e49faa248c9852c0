import { foundChanges } from '../compare/comparedChanges';
import { comparedRows } from '../compare/comparedRows';
import { sidesOf } from '../compare/comparedSides';
import { onWhat } from '../compare/describeNode';
import { matchPlans } from '../compare/matchPlans';
import { shapeLines } from './baselineFile';
import { isAbout, type PlanShape } from './planShape';
import { planOfShape } from './shapePlan';

/** How a plan stands to its baseline. */
export interface ShapeCheck {
  /** What is different, in sentences; empty when the plan is as it was. */
  readonly differences: readonly string[];
  /** The lines of the baseline, and those that it would have now. An estimate that is about the same keeps its class. */
  readonly expected: readonly string[];
  readonly actual: readonly string[];
}

/** Compares the shape of a plan with the one that was saved. Small changes of estimates are none. */
export function checkShape(saved: PlanShape, present: PlanShape): ShapeCheck {
  const [before, after] = [planOfShape(saved), planOfShape(present)];
  const sides = sidesOf(before, after);
  const changes = foundChanges(sides, comparedRows(sides)).map(({ text }) => sentence(text));
  const settled = settledShape(saved, present);
  const { toFirst } = matchPlans(before.nodes, after.nodes);
  const estimates = settled.flatMap(({ action, rows }, id) => {
    const old = saved[toFirst[id] ?? -1]?.rows;
    if (old === undefined || rows === undefined || old.exponent === rows.exponent) {
      return [];
    }
    const node = after.nodes[id];
    const what = node === undefined ? action : onWhat(node, after.nodes);
    return [`The estimate of ${what} went from about 10^${old.exponent} to about 10^${rows.exponent} rows.`];
  });
  return {
    differences: [...changes, ...estimates],
    expected: shapeLines(saved),
    actual: shapeLines(settled),
  };
}

/** The shape to save: classes of the old one where the estimates are about the same, so that the file changes little. */
export function settledShape(saved: PlanShape, present: PlanShape): PlanShape {
  const { toFirst } = matchPlans(planOfShape(saved).nodes, planOfShape(present).nodes);
  return present.map((line, id) => {
    const old = saved[toFirst[id] ?? -1]?.rows;
    const estimate = line.rows?.estimate;
    return old !== undefined && estimate !== undefined && isAbout(estimate, old)
      ? { ...line, rows: old }
      : line;
  });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
