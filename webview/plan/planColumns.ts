import { html, type TemplateResult } from 'lit/html.js';
import { formatCost, formatMs, formatRows } from '../../src/core/plan/format';
import type { BufferCounts } from '../../src/core/plan/planModel';
import type { PlanRow, PlanTree } from '../../src/protocol/plan';
import { icon } from '../shared/icons';
import { buffersWords, misestimateWords, rowsWords, shareWords, timeWords } from './figureWords';

/** A column beside the tree. `key` names its style, which also decides at which width of the page it disappears. */
export interface PlanColumn {
  readonly key: string;
  readonly title: string;
  readonly hint: string;
  /** Shown unless the user chose otherwise. */
  readonly usual: boolean;
  cell(node: PlanRow): TemplateResult | string;
  /** By what siblings are sorted. */
  order(node: PlanRow): number | undefined;
}

/** The columns for which the plan has figures, whether or not the user wants to see them. */
export function planColumns({ analyzed, nodes }: PlanTree): readonly PlanColumn[] {
  const has = (given: (node: PlanRow) => unknown) => nodes.some((node) => given(node) !== undefined);
  const timed = has((node) => node.selfMs);
  const wanted: readonly (readonly [PlanColumn, boolean])[] = [
    [timed ? selfTime : costShare, has((node) => node.share)],
    [total, has((node) => node.totalMs)],
    [processor, timed && nodes.some(({ processes }) => processes > 1)],
    [analyzed ? rows : rowsPlanned, has((node) => node.rowsPlanned) || has((node) => node.rowsActual)],
    [estimate, has((node) => node.misestimate)],
    [loops, analyzed],
    [buffers, has((node) => node.buffersSelf)],
    [io, has((node) => node.ioMs)],
    [cost, has((node) => node.selfCost)],
  ];
  return wanted.filter(([, shown]) => shown).map(([column]) => column);
}

const selfTime: PlanColumn = {
  key: 'self',
  title: 'Self time',
  hint: 'Time in the node itself, and its share of the whole',
  usual: true,
  order: ({ selfMs }) => selfMs,
  cell: (node) =>
    node.neverExecuted
      ? html`<span class="never">never executed</span>`
      : html`${bar(node)}<span class="share">${shareWords(node.share)}</span
          ><span class="time">${timeWords(node.selfMs, node.selfToleranceMs)}</span>`,
};

const costShare: PlanColumn = {
  key: 'self',
  title: 'Cost',
  hint: "The node's own share of the estimated cost",
  usual: true,
  order: ({ share }) => share,
  cell: (node) => html`${bar(node)}<span class="share">${shareWords(node.share)}</span>`,
};

const total: PlanColumn = {
  key: 'total',
  title: 'Total',
  hint: 'Time while the node and everything below it worked',
  usual: true,
  order: ({ totalMs }) => totalMs,
  cell: (node) => (node.neverExecuted ? '' : timeWords(node.totalMs, node.totalToleranceMs)),
};

const rows: PlanColumn = {
  key: 'rows',
  title: 'Rows',
  hint: 'Rows that the planner expected → rows that came',
  usual: true,
  order: ({ rowsActual, rowsPlanned }) => rowsActual ?? rowsPlanned,
  cell: (node) => html`${node.misestimate === undefined ? '' : icon('warning')}${rowsWords(node)}`,
};

const rowsPlanned: PlanColumn = { ...rows, hint: 'Rows that the planner expects' };

const estimate: PlanColumn = {
  key: 'estimate',
  title: 'Estimate',
  hint: 'How far the estimate was off: under means that more rows came than expected',
  usual: true,
  order: ({ misestimate }) => misestimate?.factor,
  cell: ({ misestimate }) =>
    misestimate === undefined
      ? ''
      : html`<span class="off">${icon('warning')}${misestimateWords(misestimate)}</span>`,
};

const loops: PlanColumn = {
  key: 'loops',
  title: 'Loops',
  hint: 'How often the node was executed, over all processes',
  usual: true,
  order: (node) => node.loops,
  cell: (node) => (node.loops === undefined || node.neverExecuted ? '' : formatRows(node.loops)),
};

const buffers: PlanColumn = {
  key: 'buffers',
  title: 'Buffers',
  hint: 'Blocks of 8 kB that the node itself found in shared buffers (hit), read, or used for temporary files',
  usual: true,
  order: ({ buffersSelf }) => blocksOf(buffersSelf),
  cell: (node) => buffersWords(node.buffersSelf),
};

const processor: PlanColumn = {
  key: 'processor',
  title: 'Processor',
  hint: 'Time of the node and everything below it, added up over the processes',
  usual: false,
  order: ({ processorMs }) => processorMs,
  cell: ({ processorMs, neverExecuted }) =>
    processorMs === undefined || neverExecuted ? '' : formatMs(processorMs),
};

const io: PlanColumn = {
  key: 'io',
  title: 'I/O',
  hint: 'Time in which the node itself read and wrote, added up over the processes',
  usual: false,
  order: ({ ioMs }) => ioMs,
  cell: ({ ioMs }) => (ioMs === undefined || ioMs === 0 ? '' : formatMs(ioMs)),
};

const cost: PlanColumn = {
  key: 'cost',
  title: 'Cost',
  hint: "The planner's estimate for the node itself, in its own units",
  usual: false,
  order: ({ selfCost }) => selfCost,
  cell: ({ selfCost }) => (selfCost === undefined ? '' : formatCost(selfCost)),
};

/** Everything that a node itself touched: in shared and local buffers, and in temporary files. */
export function blocksOf(counts: BufferCounts | undefined): number | undefined {
  return (
    counts &&
    counts.sharedHit +
      counts.sharedRead +
      counts.localHit +
      counts.localRead +
      counts.tempRead +
      counts.tempWritten
  );
}

function bar({ share, slowest }: PlanRow): TemplateResult {
  const width = Math.max(0, Math.min(1, share ?? 0)) * 100;
  return html`<span class="bar-track"
    ><span class="bar-fill ${slowest ? 'bar-slowest' : ''}" .style=${`width: ${width}%`}></span
  ></span>`;
}
