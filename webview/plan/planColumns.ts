import { html, type TemplateResult } from 'lit/html.js';
import { formatRows } from '../../src/core/plan/format';
import type { PlanRow, PlanTree } from '../../src/protocol/plan';
import { icon } from '../shared/icons';
import { buffersWords, misestimateWords, rowsWords, shareWords, timeWords } from './figureWords';

/** A column beside the tree. `key` names its style, which also decides at which width of the page it disappears. */
export interface PlanColumn {
  readonly key: string;
  readonly title: string;
  readonly hint: string;
  cell(node: PlanRow): TemplateResult | string;
}

/** The columns for which the plan has figures. */
export function planColumns({ analyzed, nodes }: PlanTree): readonly PlanColumn[] {
  const has = (given: (node: PlanRow) => unknown) => nodes.some((node) => given(node) !== undefined);
  const wanted: readonly (readonly [PlanColumn, boolean])[] = [
    [has((node) => node.selfMs) ? selfTime : cost, has((node) => node.share)],
    [total, has((node) => node.totalMs)],
    [analyzed ? rows : rowsPlanned, has((node) => node.rowsPlanned) || has((node) => node.rowsActual)],
    [estimate, has((node) => node.misestimate)],
    [loops, analyzed],
    [buffers, has((node) => node.buffersSelf)],
  ];
  return wanted.filter(([, shown]) => shown).map(([column]) => column);
}

const selfTime: PlanColumn = {
  key: 'self',
  title: 'Self time',
  hint: 'Time in the node itself, and its share of the whole',
  cell: (node) =>
    node.neverExecuted
      ? html`<span class="never">never executed</span>`
      : html`${bar(node)}<span class="share">${shareWords(node.share)}</span
          ><span class="time">${timeWords(node.selfMs, node.selfToleranceMs)}</span>`,
};

const cost: PlanColumn = {
  key: 'self',
  title: 'Cost',
  hint: "The node's own share of the estimated cost",
  cell: (node) => html`${bar(node)}<span class="share">${shareWords(node.share)}</span>`,
};

const total: PlanColumn = {
  key: 'total',
  title: 'Total',
  hint: 'Time while the node and everything below it worked',
  cell: (node) => (node.neverExecuted ? '' : timeWords(node.totalMs, node.totalToleranceMs)),
};

const rows: PlanColumn = {
  key: 'rows',
  title: 'Rows',
  hint: 'Rows that the planner expected → rows that came',
  cell: (node) => html`${node.misestimate === undefined ? '' : icon('warning')}${rowsWords(node)}`,
};

const rowsPlanned: PlanColumn = { ...rows, hint: 'Rows that the planner expects' };

const estimate: PlanColumn = {
  key: 'estimate',
  title: 'Estimate',
  hint: 'How far the estimate was off: under means that more rows came than expected',
  cell: ({ misestimate }) =>
    misestimate === undefined
      ? ''
      : html`<span class="off">${icon('warning')}${misestimateWords(misestimate)}</span>`,
};

const loops: PlanColumn = {
  key: 'loops',
  title: 'Loops',
  hint: 'How often the node was executed, over all processes',
  cell: (node) => (node.loops === undefined || node.neverExecuted ? '' : formatRows(node.loops)),
};

const buffers: PlanColumn = {
  key: 'buffers',
  title: 'Buffers',
  hint: 'Blocks of 8 kB that the node itself found in shared buffers (hit), read, or used for temporary files',
  cell: (node) => buffersWords(node.buffersSelf),
};

function bar({ share, slowest }: PlanRow): TemplateResult {
  const width = Math.max(0, Math.min(1, share ?? 0)) * 100;
  return html`<span class="bar-track"
    ><span class="bar-fill ${slowest ? 'bar-slowest' : ''}" .style=${`width: ${width}%`}></span
  ></span>`;
}
