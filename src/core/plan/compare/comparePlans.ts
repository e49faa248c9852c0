import type { PlannedStatement } from '../planModel';
import { misestimateOf } from '../planView';
import { type FoundChange, foundChanges, savedBy } from './comparedChanges';
import { comparedRows } from './comparedRows';
import { type ComparedSides, sidesOf } from './comparedSides';
import { comparedTotals, comparedWhole, comparisonNotes } from './comparedTotals';
import type { ComparedRow, PlanComparison } from './planComparison';
import { judge, type Misjudged } from './planVerdict';
import type { ComparedRuns } from './runSpread';

/**
 * Compares two plans of the same statement, or of statements that are alike. A difference that rounding or chance explains
 * is said to be none. The time is in proportion to the nodes.
 * @param runs of statements that were executed several times, of which the plans are the median ones.
 */
export function comparePlans(
  before: PlannedStatement,
  after: PlannedStatement,
  runs?: ComparedRuns,
): PlanComparison {
  const sides = sidesOf(before, after, runs);
  const rows = comparedRows(sides);
  const whole = comparedWhole(sides);
  // What made a plan slower explains that it is slower.
  const sign = whole.change === 'more' ? -1 : 1;
  const found = foundChanges(sides, rows);
  const effect = ({ saved }: FoundChange) => (whole.change === 'none' ? Math.abs(saved) : saved * sign);
  const changes = found.toSorted((a, b) => effect(b) - effect(a));
  const sameShape =
    rows.every(({ kind }) => kind === 'same') && !found.some(({ isJoinOrder }) => isJoinOrder);
  const [first] = changes;
  return {
    basis: sides.basis,
    ...judge({
      basis: sides.basis,
      whole,
      sameShape,
      cause: first && { text: first.text, effect: effect(first) },
      elsewhere: mostOf(rows, (row) => (row.kind === 'same' ? savedBy(sides)(row) * sign : 0)),
      after,
      misjudged: worstEstimate(sides),
    }),
    sameShape,
    totals: comparedTotals(sides),
    rows,
    changes: changes.map(({ text, row }) => ({
      text: `${text.charAt(0).toUpperCase()}${text.slice(1)}.`,
      row,
    })),
    notes: comparisonNotes(sides),
  };
}

/** The row with the largest effect, if there is one at all. */
function mostOf(
  rows: readonly ComparedRow[],
  effectOf: (row: ComparedRow) => number,
): { readonly row: ComparedRow; readonly effect: number } | undefined {
  let most: { readonly row: ComparedRow; readonly effect: number } | undefined;
  for (const row of rows) {
    const effect = effectOf(row);
    if (effect > (most?.effect ?? 0)) {
      most = { row, effect };
    }
  }
  return most;
}

function worstEstimate({ before, after, basis }: ComparedSides): Misjudged | undefined {
  if (basis !== 'estimateAndActual') {
    return undefined;
  }
  const executed = after.plan.analyzed ? after : before;
  let worst: Misjudged | undefined;
  for (const node of executed.plan.nodes) {
    const figures = executed.figures.nodes[node.id];
    const found = figures && misestimateOf(figures);
    if (found && found.factor > (worst?.factor ?? 0)) {
      worst = { ...found, node, nodes: executed.plan.nodes };
    }
  }
  return worst;
}
