import { displayName } from '../../explorer/displayName';
import { nodeTitle } from '../nodeTitle';
import { blocksOf, compareCounts, selfTime, totalTime } from './compareFigures';
import { type ComparedSides, nodeOf, type SideNode } from './comparedSides';
import { sameWay } from './describeNode';
import { type MergedRow, mergeTrees } from './mergeTrees';
import type { ComparedFigure, ComparedRow, ComparisonBasis } from './planComparison';

/** Both plans as one tree with the figures of both. */
export function comparedRows(sides: ComparedSides): readonly ComparedRow[] {
  const { before, after, matching, basis } = sides;
  return mergeTrees(before.plan.nodes, after.plan.nodes, matching).map((merged, id) => {
    const pair = { before: nodeOf(before, merged.before), after: nodeOf(after, merged.after) };
    return { id, ...merged, ...comparedPair(pair, basis) };
  });
}

interface Pair {
  readonly before: SideNode | undefined;
  readonly after: SideNode | undefined;
}

function comparedPair(
  { before, after }: Pair,
  basis: ComparisonBasis,
): Omit<ComparedRow, keyof MergedRow | 'id'> {
  const node = after?.node ?? before?.node;
  const title = node === undefined ? '' : nodeTitle(node);
  const titleBefore = before === undefined || after === undefined ? title : nodeTitle(before.node);
  const kind = kindOf({ before, after });
  const figures = {
    selfMs: selfTime(before?.figures, after?.figures),
    totalMs: totalTime(before?.figures, after?.figures),
    rows: comparedRowCount({ before, after }, basis),
    buffers: compareCounts(blocksOf(before?.figures.buffers), blocksOf(after?.figures.buffers)),
    cost: compareCounts(before?.figures.selfCost, after?.figures.selfCost),
  };
  const decisive = [
    ...(basis === 'times' ? [figures.selfMs, figures.buffers] : []),
    ...(basis === 'costs' ? [figures.cost] : []),
    figures.rows,
  ];
  return {
    kind,
    title,
    titleBefore: kind === 'changed' && titleBefore !== title ? titleBefore : undefined,
    role: node?.subplanName === undefined ? undefined : displayName(node.subplanName),
    ...figures,
    differs: kind !== 'same' || decisive.some(({ change }) => change === 'less' || change === 'more'),
  };
}

function kindOf({ before, after }: Pair): ComparedRow['kind'] {
  if (before === undefined) {
    return 'added';
  }
  if (after === undefined) {
    return 'removed';
  }
  return sameWay(before.node, after.node) ? 'same' : 'changed';
}

function comparedRowCount({ before, after }: Pair, basis: ComparisonBasis): ComparedFigure {
  const tolerance = (before?.figures.rows.tolerance ?? 0) + (after?.figures.rows.tolerance ?? 0);
  if (basis !== 'estimateAndActual') {
    return compareCounts(rowsOf(before), rowsOf(after), tolerance);
  }
  const executed = after?.node.actual === undefined ? before : after;
  const estimated = executed === after ? before : after;
  const expected = expectedRows(estimated, executed);
  const came = rowsOf(executed);
  return executed === after
    ? compareCounts(expected, came, tolerance)
    : compareCounts(came, expected, tolerance);
}

/** What never ran returned nothing, whatever was planned. */
function rowsOf(side: SideNode | undefined): number | undefined {
  return side && (side.figures.rows.actual ?? side.figures.rows.planned);
}

/** An estimate counts the rows of one loop; the execution knows how many loops there were. */
function expectedRows(estimated: SideNode | undefined, executed: SideNode | undefined): number | undefined {
  const planned = estimated?.figures.rows.planned;
  const perLoop = executed?.node.estimate?.rows ?? 0;
  const total = executed?.figures.rows.planned;
  const ownPerLoop = estimated?.node.estimate?.rows;
  return planned === undefined || total === undefined || perLoop === 0 || ownPerLoop === undefined
    ? planned
    : (total * ownPerLoop) / perLoop;
}
