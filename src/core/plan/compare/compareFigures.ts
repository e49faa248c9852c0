import type { NodeFigures } from '../arithmetic';
import type { BufferCounts } from '../planModel';
import type { ComparedFigure } from './planComparison';

/** A part of the larger figure below which a difference of times is taken for chance: one run is never like the next. */
const chance = 0.15;
/** Milliseconds that one run may differ from the next even when nothing happens in them. */
const chanceMs = 0.1;
/** What decides about rows, buffers and costs: they hardly depend on chance, but less is of no interest. */
const interest = 0.1;

/** A time of both sides, and within how much each is exact. */
export interface TimePair {
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly tolerance: number;
  /** How much one run differs from the next, in milliseconds, where that was measured. */
  readonly spread?: number | undefined;
}

export function compareTimes({ before, after, tolerance, spread }: TimePair): ComparedFigure {
  return {
    before,
    after,
    change: changeOf(before, after, (larger) => tolerance + Math.max(chanceMs, spread ?? larger * chance)),
  };
}

/** @param tolerance within how much both together are exact. */
export function compareCounts(
  before: number | undefined,
  after: number | undefined,
  tolerance = 0,
): ComparedFigure {
  return { before, after, change: changeOf(before, after, (larger) => tolerance + larger * interest) };
}

/** All the blocks that a node touched: found, read, or used for temporary files. */
export function blocksOf(buffers: BufferCounts | undefined): number | undefined {
  return (
    buffers &&
    buffers.sharedHit +
      buffers.sharedRead +
      buffers.localHit +
      buffers.localRead +
      buffers.tempRead +
      buffers.tempWritten
  );
}

/** What stands for the figures of a node that one of the plans does not have. */
export function selfTime(before: NodeFigures | undefined, after: NodeFigures | undefined): ComparedFigure {
  return ofNodes(before, after, (figures) => [figures.selfMs, figures.selfToleranceMs]);
}

export function totalTime(before: NodeFigures | undefined, after: NodeFigures | undefined): ComparedFigure {
  return ofNodes(before, after, (figures) => [figures.wallMs, figures.wallToleranceMs]);
}

function ofNodes(
  before: NodeFigures | undefined,
  after: NodeFigures | undefined,
  time: (figures: NodeFigures) => readonly [number | undefined, number],
): ComparedFigure {
  const [msBefore, toleranceBefore] = before === undefined ? [undefined, 0] : time(before);
  const [msAfter, toleranceAfter] = after === undefined ? [undefined, 0] : time(after);
  const compared = compareTimes({
    before: before === undefined && msAfter !== undefined ? 0 : msBefore,
    after: after === undefined && msBefore !== undefined ? 0 : msAfter,
    tolerance: toleranceBefore + toleranceAfter,
  });
  return { before: msBefore, after: msAfter, change: compared.change };
}

function changeOf(
  before: number | undefined,
  after: number | undefined,
  allowance: (larger: number) => number,
): ComparedFigure['change'] {
  if (before === undefined || after === undefined) {
    return 'unknown';
  }
  const difference = after - before;
  if (Math.abs(difference) <= allowance(Math.max(before, after))) {
    return 'none';
  }
  return difference > 0 ? 'more' : 'less';
}
