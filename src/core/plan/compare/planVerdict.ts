import { formatBlocks, formatCounted, formatFactor, formatMs, formatRows } from '../format';
import type { PlannedStatement, PlanNode } from '../planModel';
import type { Misestimate } from '../planView';
import { onWhat } from './describeNode';
import type { ComparedFigure, ComparedRow, ComparisonBasis, PlanComparison } from './planComparison';

/** What the verdict is made of. */
export interface VerdictParts {
  readonly basis: ComparisonBasis;
  /** The time or the cost of the whole. */
  readonly whole: ComparedFigure;
  readonly sameShape: boolean;
  /** The change of the plan that explains most of the difference. Effects are milliseconds or costs. */
  readonly cause: { readonly text: string; readonly effect: number } | undefined;
  /** The node that does its work as before and yet has most of the difference. */
  readonly elsewhere: { readonly row: ComparedRow; readonly effect: number } | undefined;
  readonly after: PlannedStatement;
  /** Where an estimate is compared with what happened. */
  readonly misjudged: Misjudged | undefined;
}

/** The estimate that was furthest off. */
export interface Misjudged extends Misestimate {
  readonly node: PlanNode;
  readonly nodes: readonly PlanNode[];
}

type Verdict = Pick<PlanComparison, 'verdict' | 'outcome' | 'factor'>;

/** How the second plan stands against the first, in a sentence. */
export function judge(parts: VerdictParts): Verdict {
  switch (parts.basis) {
    case 'times':
      return judgeWhole(parts, formatMs, { less: 'faster', more: 'slower' });
    case 'costs':
      return judgeWhole(parts, (cost) => `cost ${formatRows(cost)}`, {
        less: 'cheaper by the estimate',
        more: 'more expensive by the estimate',
      });
    case 'estimateAndActual':
      return unknown(`${executedPlan(parts)}. ${worstEstimate(parts)}`);
    case 'shapes':
      return unknown(shapeSentence(parts));
  }
}

function unknown(verdict: string): Verdict {
  return { verdict, outcome: 'unknown', factor: undefined };
}

function judgeWhole(
  parts: VerdictParts,
  format: (value: number) => string,
  words: { readonly less: string; readonly more: string },
): Verdict {
  const { before, after, change } = parts.whole;
  if (before === undefined || after === undefined || change === 'unknown') {
    return unknown(shapeSentence(parts));
  }
  const both = `${format(before)} → ${format(after)}`;
  if (change === 'none') {
    const plan = parts.sameShape ? 'the plan is the same' : `although the plan changed${because(parts)}`;
    return { verdict: `No real difference (${both}), ${plan}.`, outcome: 'same', factor: 1 };
  }
  // A plan that took no time at all is still no infinite gain.
  const factor = Math.max(before, after) / Math.max(0.001, Math.min(before, after));
  return {
    verdict: `${times(factor)} ${words[change]} (${both})${cause(parts)}.`,
    outcome: change === 'less' ? 'faster' : 'slower',
    factor,
  };
}

/** `4.2 ×` */
function times(factor: number): string {
  return `${formatFactor(factor).slice(1)} ×`;
}

function shapeSentence(parts: VerdictParts): string {
  return parts.sameShape ? 'The plan is the same.' : `The plan changed${because(parts)}.`;
}

function because({ cause: found }: VerdictParts): string {
  return found === undefined ? '' : `: ${found.text}`;
}

/** A change of the plan, unless what stayed as it was has much more of the difference. */
function cause(parts: VerdictParts): string {
  const { cause: found, elsewhere, sameShape } = parts;
  const effect = Math.max(0, found?.effect ?? 0);
  if (found !== undefined && effect > 0 && effect * 2 >= (elsewhere?.effect ?? 0)) {
    return because(parts);
  }
  const plan = sameShape ? ' with the same plan' : '';
  return elsewhere === undefined ? plan : `${plan}: ${whereItIs(elsewhere.row, parts.after)}`;
}

function whereItIs(row: ComparedRow, { nodes }: PlannedStatement): string {
  const node = row.after === undefined ? undefined : nodes[row.after];
  const place = node === undefined ? row.title : onWhat(node, nodes);
  return `most of the difference is in ${place}${whatElseDiffers(row)}`;
}

function whatElseDiffers({ rows, buffers }: ComparedRow): string {
  if (isReal(rows)) {
    return `, which returned ${formatCounted(rows.after ?? 0, 'row')} instead of ${formatRows(rows.before ?? 0)}`;
  }
  return isReal(buffers)
    ? `, which touched ${formatBlocks(buffers.after ?? 0)} instead of ${formatRows(buffers.before ?? 0)}`
    : '';
}

function isReal({ change }: ComparedFigure): boolean {
  return change === 'less' || change === 'more';
}

function executedPlan(parts: VerdictParts): string {
  return parts.sameShape
    ? 'The estimated plan is the one that was executed'
    : `Another plan was executed than the estimated one${because(parts)}`;
}

function worstEstimate({ misjudged }: VerdictParts): string {
  if (misjudged === undefined) {
    return 'Its estimates of rows were about right.';
  }
  const { direction, factor, node, nodes } = misjudged;
  const rows = direction === 'under' ? 'more' : 'fewer';
  return `The estimate that was furthest off: ${onWhat(node, nodes)} returned ${times(factor)} ${rows} rows than expected.`;
}
