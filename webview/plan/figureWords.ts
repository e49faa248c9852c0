import {
  formatBlocks,
  formatFactor,
  formatMs,
  formatMsWithin,
  formatRows,
  formatShare,
} from '../../src/core/plan/format';
import type { BufferCounts } from '../../src/core/plan/planModel';
import type { Misestimate } from '../../src/core/plan/planView';
import type { PlanRow } from '../../src/protocol/plan';

/** One figure of a node in words. */
export type Figure = readonly [name: string, words: string];

/** A time that is known only roughly, because the server rounds each loop, is marked. */
export function timeWords(ms: number | undefined, tolerance: number): string {
  if (ms === undefined) {
    return '';
  }
  return ms > 0 && tolerance > ms * 0.05 ? `~${formatMs(ms)}` : formatMs(ms);
}

export function shareWords(share: number | undefined): string {
  return share === undefined ? '' : formatShare(share);
}

/** `1,000 → 12,345`: what the planner expected, and what came. */
export function rowsWords({ rowsPlanned, rowsActual, neverExecuted }: PlanRow): string {
  // The totals of a node that never ran are no figures: the planner expects rows per loop.
  if (neverExecuted) {
    return '';
  }
  const planned = rowsPlanned === undefined ? '' : shortRows(rowsPlanned);
  if (rowsActual === undefined) {
    return planned;
  }
  return planned === '' ? shortRows(rowsActual) : `${planned} → ${shortRows(rowsActual)}`;
}

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** From a million rows on the digits no longer fit; the details have them all. */
function shortRows(rows: number): string {
  return rows < 1_000_000 ? formatRows(rows) : compact.format(rows);
}

/** `×12 under`: the planner expected so many times fewer rows. */
export function misestimateWords({ factor, direction }: Misestimate): string {
  return `${formatFactor(factor)} ${direction}`;
}

export function buffersWords(buffers: BufferCounts | undefined): string {
  if (!buffers) {
    return '';
  }
  const hit = buffers.sharedHit + buffers.localHit;
  const read = buffers.sharedRead + buffers.localRead;
  const temp = buffers.tempRead + buffers.tempWritten;
  const part = (count: number, word: string) => (count === 0 ? [] : [`${formatRows(count)} ${word}`]);
  return [...part(hit, 'hit'), ...part(read, 'read'), ...part(temp, 'temp')].join(' · ');
}

/** All figures of a node, for the details. */
export function nodeFigures(node: PlanRow): readonly Figure[] {
  const figures: readonly (readonly [string, string | undefined])[] = [
    ['Self time', within(node.selfMs, node.selfToleranceMs, node)],
    ['Total time', within(node.totalMs, node.totalToleranceMs, undefined)],
    ['Cost share', node.shareOf === 'cost' && node.share !== undefined ? formatShare(node.share) : undefined],
    [
      'Rows planned',
      node.rowsPlanned === undefined || node.neverExecuted ? undefined : formatRows(node.rowsPlanned),
    ],
    ['Rows', actualRows(node)],
    ['Estimate', node.misestimate && estimateSentence(node.misestimate)],
    ['Loops', node.loops === undefined || node.loops === 0 ? undefined : loopsWords(node)],
    ['Buffers, self', bufferSentence(node.buffersSelf)],
  ];
  return figures.filter((figure): figure is Figure => figure[1] !== undefined && figure[1] !== '');
}

function within(ms: number | undefined, tolerance: number, node: PlanRow | undefined): string | undefined {
  if (ms === undefined) {
    return undefined;
  }
  const share = node?.share === undefined ? '' : `, ${formatShare(node.share)} of the whole`;
  return `${formatMsWithin(ms, tolerance)}${share}`;
}

function actualRows({
  rowsActual,
  rowsTolerance,
  rowsPerLoop,
  loops,
  neverExecuted,
}: PlanRow): string | undefined {
  if (rowsActual === undefined || neverExecuted) {
    return undefined;
  }
  const rounded = rowsTolerance >= 0.5 ? ` ± ${formatRows(rowsTolerance)}` : '';
  const each = rowsPerLoop === undefined || (loops ?? 1) <= 1 ? '' : `, ${formatRows(rowsPerLoop)} per loop`;
  return `${formatRows(rowsActual)}${rounded}${each}`;
}

function loopsWords({ loops, processes }: PlanRow): string {
  return `${formatRows(loops ?? 0)}${processes > 1 ? `, over ${processes} processes` : ''}`;
}

function estimateSentence({ factor, direction }: Misestimate): string {
  return `${formatFactor(factor)} ${direction === 'under' ? 'more' : 'fewer'} rows than planned`;
}

const bufferNames: readonly (readonly [keyof BufferCounts, string])[] = [
  ['sharedHit', 'hit'],
  ['sharedRead', 'read'],
  ['sharedDirtied', 'dirtied'],
  ['sharedWritten', 'written'],
  ['localHit', 'local hit'],
  ['localRead', 'local read'],
  ['localDirtied', 'local dirtied'],
  ['localWritten', 'local written'],
  ['tempRead', 'temporary read'],
  ['tempWritten', 'temporary written'],
];

function bufferSentence(buffers: BufferCounts | undefined): string | undefined {
  return (
    buffers &&
    bufferNames
      .filter(([name]) => buffers[name] !== 0)
      .map(([name, word]) => `${formatBlocks(buffers[name])} ${word}`)
      .join(', ')
  );
}
