import { displayName } from '../../explorer/displayName';
import type { BufferCounts, PlannedStatement } from '../planModel';
import { compareCounts, compareTimes } from './compareFigures';
import { type ComparedSide, type ComparedSides, executionMs } from './comparedSides';
import type { ComparedFigure, ComparedTotal } from './planComparison';
import { runsNote, runSpread } from './runSpread';

/** The time of the whole, or its cost where nothing was executed. */
export function comparedWhole(sides: ComparedSides): ComparedFigure {
  return sides.basis === 'times' ? executionTime(sides) : cost(sides);
}

/** The figures of the plans as wholes, without those that neither has. */
export function comparedTotals(sides: ComparedSides): readonly ComparedTotal[] {
  const { before, after } = sides;
  const count = (figure: (side: ComparedSide) => number | undefined) =>
    compareCounts(figure(before), figure(after));
  const blocks = (kinds: readonly (keyof BufferCounts)[]) =>
    count(({ plan }) => {
      const buffers = plan.nodes[0]?.buffers;
      return buffers && kinds.reduce((sum, kind) => sum + buffers[kind], 0);
    });
  const totals: readonly ComparedTotal[] = [
    { name: 'Execution', unit: 'ms', ...executionTime(sides) },
    { name: 'Planning', unit: 'ms', ...planningTime(sides) },
    { name: 'Rows', unit: 'rows', ...count(({ figures }) => figures.nodes[0]?.rows.actual) },
    { name: 'Buffers found', unit: 'blocks', ...blocks(['sharedHit', 'localHit']) },
    { name: 'Buffers read', unit: 'blocks', ...blocks(['sharedRead', 'localRead']) },
    { name: 'Temporary files', unit: 'blocks', ...blocks(['tempRead', 'tempWritten']) },
    { name: 'Cost', unit: 'cost', ...cost(sides) },
  ];
  return totals.filter(
    (each) => (each.before ?? each.after) !== undefined && (each.before !== 0 || each.after !== 0),
  );
}

/** What the nodes do not tell: other settings, another statement. */
export function comparisonNotes({ before, after, basis, runs }: ComparedSides): readonly string[] {
  const [first, second] = [before.plan, after.plan];
  const other =
    first.queryIdentifier !== undefined &&
    second.queryIdentifier !== undefined &&
    first.queryIdentifier !== second.queryIdentifier;
  const once = basis === 'times';
  return [
    ...(other
      ? ['The plans are of different statements: the server gave them different query identifiers.']
      : []),
    ...settingNotes(first, second),
    ...(once ? [runsNote(runs)].filter((note) => note !== undefined) : []),
    ...(once && bufferReads(first) !== undefined && readsMore(first, second)
      ? ['One of the runs found less in the cache, so a part of the difference may be the cache alone.']
      : []),
  ];
}

function executionTime({ before, after, runs }: ComparedSides): ComparedFigure {
  const times = { before: executionMs(before), after: executionMs(after) };
  return compareTimes({ ...times, tolerance: 0.001, spread: runSpread(runs) });
}

function planningTime({ before, after }: ComparedSides): ComparedFigure {
  return compareTimes({ before: before.plan.planning.ms, after: after.plan.planning.ms, tolerance: 0.001 });
}

function cost({ before, after }: ComparedSides): ComparedFigure {
  const total = ({ plan }: ComparedSide) => plan.nodes[0]?.estimate?.totalCost;
  return compareCounts(total(before), total(after));
}

function settingNotes(first: PlannedStatement, second: PlannedStatement): readonly string[] {
  const values = ({ settings }: PlannedStatement) =>
    new Map(settings.map(({ name, value }) => [name, value]));
  const [before, after] = [values(first), values(second)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => {
      const words = (value: string | undefined) => (value === undefined ? 'its default' : displayName(value));
      return `The setting ${displayName(name)} is ${words(after.get(name))} instead of ${words(before.get(name))}.`;
    });
}

function bufferReads({ nodes }: PlannedStatement): number | undefined {
  const buffers = nodes[0]?.buffers;
  return buffers && buffers.sharedRead;
}

/** Blocks above which the cache is worth a word. */
const notableReads = 100;

/** The same blocks were touched, but more of them had to be read in one run. */
function readsMore(first: PlannedStatement, second: PlannedStatement): boolean {
  const touched = ({ nodes }: PlannedStatement) =>
    (nodes[0]?.buffers?.sharedHit ?? 0) + (nodes[0]?.buffers?.sharedRead ?? 0);
  const [a, b] = [bufferReads(first) ?? 0, bufferReads(second) ?? 0];
  const alike = compareCounts(touched(first), touched(second)).change === 'none';
  return alike && Math.abs(a - b) > Math.max(notableReads, touched(first) * 0.2);
}
