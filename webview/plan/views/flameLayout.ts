import type { PlanRow } from '../../../src/protocol/plan';
import { blocksOf } from '../planColumns';

/** By what the boxes of the flame graph are as wide as they are. */
export interface FlameMetric {
  readonly id: string;
  readonly title: string;
  /** Of the node itself. */
  of(node: PlanRow): number | undefined;
}

export const flameMetrics: readonly FlameMetric[] = [
  { id: 'time', title: 'Time', of: ({ selfMs }) => selfMs },
  {
    id: 'processor',
    title: 'Processor time',
    of: ({ selfMs, processes }) => (selfMs === undefined ? undefined : selfMs * processes),
  },
  { id: 'buffers', title: 'Buffers', of: ({ buffersSelf }) => blocksOf(buffersSelf) },
  { id: 'io', title: 'I/O time', of: ({ ioMs }) => ioMs },
  {
    id: 'rows',
    title: 'Rows',
    of: ({ rowsActual, rowsPlanned, neverExecuted }) => (neverExecuted ? 0 : (rowsActual ?? rowsPlanned)),
  },
  { id: 'cost', title: 'Cost', of: ({ selfCost }) => selfCost },
];

/** The metrics of which the plan has anything. */
export function metricsOf(nodes: readonly PlanRow[]): readonly FlameMetric[] {
  return flameMetrics.filter(({ of }) => nodes.some((node) => (of(node) ?? 0) > 0));
}

/** Where each node lies, as parts of the whole from 0 to 1: a node is as wide as itself and everything below it. */
export interface FlameLayout {
  readonly start: Float64Array;
  readonly width: Float64Array;
  /** In the metric's unit. */
  readonly total: number;
  readonly levels: number;
}

export function flameLayout(nodes: readonly PlanRow[], metric: FlameMetric): FlameLayout {
  const amount = new Float64Array(nodes.length);
  let levels = 0;
  for (let id = nodes.length - 1; id >= 0; id--) {
    const node = nodes[id];
    if (node) {
      amount[id] = (amount[id] ?? 0) + Math.max(0, metric.of(node) ?? 0);
      levels = Math.max(levels, node.depth + 1);
      if (node.parent !== undefined) {
        amount[node.parent] = (amount[node.parent] ?? 0) + (amount[id] ?? 0);
      }
    }
  }
  const total = amount[0] ?? 0;
  const start = new Float64Array(nodes.length);
  const used = new Float64Array(nodes.length);
  const width = new Float64Array(nodes.length);
  for (const { id, parent } of nodes) {
    width[id] = total > 0 ? (amount[id] ?? 0) / total : 0;
    if (parent !== undefined) {
      start[id] = (start[parent] ?? 0) + (used[parent] ?? 0);
      used[parent] = (used[parent] ?? 0) + (width[id] ?? 0);
    }
  }
  return { start, width, total, levels };
}
