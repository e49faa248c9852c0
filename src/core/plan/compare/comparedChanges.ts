import { formatBytes, formatCounted } from '../format';
import type { PlanNode } from '../planModel';
import { type ComparedSides, nodeOf } from './comparedSides';
import { article, describeChange, onWhat } from './describeNode';
import { joinOrderChanges } from './joinOrder';
import { kindOfNode } from './matchPlans';
import type { ComparedRow } from './planComparison';

/** A difference of the plans in words, without a full stop. */
export interface FoundChange {
  readonly text: string;
  readonly row: number;
  /** Milliseconds or costs that it saved; less than nothing when it made the plan worse. */
  readonly saved: number;
  readonly isJoinOrder: boolean;
}

/** More of them nobody reads. */
const largestNumber = 200;

/** What the second plan does in another way, with what that saved in the nodes themselves. */
export function foundChanges(sides: ComparedSides, rows: readonly ComparedRow[]): readonly FoundChange[] {
  const orders = orderChanges(sides, rows);
  const saved = savedBy(sides);
  const candidates = rows
    .filter((row) => row.kind !== 'same' || useChanged(sides, row) !== undefined)
    // Where the order of joins is another one, that alone says which joins are gone and which are new.
    .filter(
      (row) => orders.length === 0 || row.kind === 'changed' || row.kind === 'same' || !isJoin(sides, row),
    )
    .sort((a, b) => Math.abs(saved(b)) - Math.abs(saved(a)))
    .slice(0, largestNumber);
  return [
    ...orders,
    ...candidates.map((row) => ({
      text: wordsFor(sides, row),
      row: row.id,
      saved: saved(row),
      isJoinOrder: false,
    })),
  ];
}

/** What a row saved, by what the plans are compared by. */
export function savedBy({ basis }: ComparedSides): (row: ComparedRow) => number {
  return (row) => {
    const { before = 0, after = 0 } = basis === 'times' ? row.selfMs : row.cost;
    return before - after;
  };
}

function orderChanges(sides: ComparedSides, rows: readonly ComparedRow[]): readonly FoundChange[] {
  const { before, after, matching } = sides;
  const changes = joinOrderChanges(before.plan.nodes, after.plan.nodes, matching);
  if (changes.length === 0) {
    return [];
  }
  const saved = savedBy(sides);
  const rowOf = new Map(rows.map((row) => [row.after, row]));
  return changes.map(({ after: top, orderBefore, orderAfter }) => {
    const row = rowOf.get(top);
    let sum = 0;
    for (let id = row?.id ?? 0; id < (row?.end ?? 0); id++) {
      const each = rows[id];
      sum += each !== undefined && isJoin(sides, each) ? saved(each) : 0;
    }
    return {
      text: `the join order changed from ${orderBefore} to ${orderAfter}`,
      row: row?.id ?? 0,
      saved: sum,
      isJoinOrder: true,
    };
  });
}

function isJoin({ before, after }: ComparedSides, row: ComparedRow): boolean {
  const found = nodeOf(after, row.after) ?? nodeOf(before, row.before);
  return found !== undefined && kindOfNode(found.node) === 'join';
}

function wordsFor(sides: ComparedSides, row: ComparedRow): string {
  const before = nodeOf(sides.before, row.before)?.node;
  const after = nodeOf(sides.after, row.after)?.node;
  if (before === undefined) {
    const words = after === undefined ? '' : onWhat(after, sides.after.plan.nodes);
    return `${article(words)} ${words} was added`;
  }
  if (after === undefined) {
    return `the ${onWhat(before, sides.before.plan.nodes)} is gone`;
  }
  return row.kind === 'same'
    ? `${onWhat(after, sides.after.plan.nodes)} ${useChanged(sides, row) ?? ''}`
    : describeChange({ node: before, nodes: sides.before.plan.nodes }, { node: after });
}

/** The same node used memory, disk or workers in another way. */
function useChanged(sides: ComparedSides, row: ComparedRow): string | undefined {
  const before = nodeOf(sides.before, row.before)?.node;
  const after = nodeOf(sides.after, row.after)?.node;
  return before && after && (sortUse(before, after) ?? hashUse(before, after) ?? workerUse(before, after));
}

function sortUse(before: PlanNode, after: PlanNode): string | undefined {
  const [was, is] = [before.sort, after.sort];
  if (was?.spaceType === is?.spaceType || was === undefined || is === undefined) {
    return undefined;
  }
  const size = (kilobytes: number | undefined) => formatBytes((kilobytes ?? 0) * 1024);
  return is.spaceType === 'Disk'
    ? `sorted ${size(is.spaceKb)} on disk instead of in memory`
    : `sorted in memory instead of ${size(was.spaceKb)} on disk`;
}

function hashUse(before: PlanNode, after: PlanNode): string | undefined {
  const was = before.hash?.batches ?? before.aggregation?.batches;
  const is = after.hash?.batches ?? after.aggregation?.batches;
  return was === undefined || is === undefined || was > 1 === is > 1
    ? undefined
    : `needed ${is} ${is === 1 ? 'batch' : 'batches'} instead of ${was}`;
}

function workerUse(before: PlanNode, after: PlanNode): string | undefined {
  const was = before.workersLaunched ?? before.workersPlanned;
  const is = after.workersLaunched ?? after.workersPlanned;
  return was === undefined || is === undefined || was === is
    ? undefined
    : `worked with ${formatCounted(is, 'worker')} instead of ${was}`;
}
