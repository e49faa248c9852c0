import { formatMs, formatRows } from '../../src/core/plan/format';
import { type BufferCounts, bufferKinds } from '../../src/core/plan/planModel';
import type { PlanRow } from '../../src/protocol/plan';

/** Children of the same shape, such as the scans of many partitions, for which one row stands. */
export interface TwinGroup {
  /** With the figures of all of them. */
  readonly row: PlanRow;
  readonly members: readonly number[];
  readonly slowest: number;
}

/** So many are still read one by one. */
const fewTwins = 20;

/** A branch of more nodes has a shape of its own. */
const largestTwin = 32;

/** Finds the children of appends that are many and of the same shape. */
export function foldTwins(nodes: readonly PlanRow[]): readonly TwinGroup[] {
  const groups: TwinGroup[] = [];
  for (const append of nodes) {
    if (append.nodeType !== 'Append' && append.nodeType !== 'Merge Append') {
      continue;
    }
    const shapes = new Map<string, number[]>();
    for (let id = append.id + 1; id < append.end; id = nodes[id]?.end ?? append.end) {
      const shape = nodes[id]?.role === undefined ? shapeOf(nodes, id) : undefined;
      if (shape !== undefined) {
        const members = shapes.get(shape);
        if (members) {
          members.push(id);
        } else {
          shapes.set(shape, [id]);
        }
      }
    }
    for (const members of shapes.values()) {
      if (members.length > fewTwins) {
        groups.push(group(nodes, append, members, nodes.length + groups.length));
      }
    }
  }
  return groups;
}

function shapeOf(nodes: readonly PlanRow[], id: number): string | undefined {
  const top = nodes[id];
  if (top === undefined || top.end - id > largestTwin) {
    return undefined;
  }
  let shape = '';
  for (let at = id; at < top.end; at++) {
    const node = nodes[at];
    shape += `${(node?.depth ?? 0) - top.depth}${node?.nodeType ?? ''}|`;
  }
  return shape;
}

function group(
  nodes: readonly PlanRow[],
  append: PlanRow,
  members: readonly number[],
  id: number,
): TwinGroup {
  const tops = members.flatMap((member) => nodes[member] ?? []);
  const all = tops.flatMap((top) => nodes.slice(top.id, top.end));
  const spent = (node: PlanRow) => node.totalMs ?? node.selfCost ?? 0;
  const slowest = tops.reduce((most, node) => (spent(node) > spent(most) ? node : most), tops[0] ?? append);
  const executed = tops.filter((node) => !node.neverExecuted && node.loops !== undefined).length;
  const row: PlanRow = {
    ...slowest,
    id,
    end: id,
    parent: append.id,
    depth: append.depth + 1,
    role: undefined,
    index: undefined,
    scanned: undefined,
    title: groupTitle(tops, executed, slowest),
    selfMs: sum(all, (node) => node.selfMs),
    selfToleranceMs: sum(all, (node) => node.selfToleranceMs) ?? 0,
    totalMs: sum(tops, (node) => node.totalMs),
    totalToleranceMs: sum(tops, (node) => node.totalToleranceMs) ?? 0,
    processorMs: sum(tops, (node) => node.processorMs),
    share: atMostOne(sum(all, (node) => node.share)),
    rowsPlanned: sum(tops, (node) => node.rowsPlanned),
    rowsActual: sum(tops, (node) => node.rowsActual),
    rowsTolerance: sum(tops, (node) => node.rowsTolerance) ?? 0,
    rowsPerLoop: undefined,
    loops: sum(tops, (node) => node.loops),
    selfCost: sum(all, (node) => node.selfCost),
    ioMs: sum(all, (node) => node.ioMs),
    buffersSelf: bufferSum(all),
    buffersTotal: undefined,
    slowest: all.some((node) => node.slowest),
    neverExecuted: executed === 0 && tops.every((node) => node.neverExecuted),
    disabled: tops.some((node) => node.disabled),
    misestimate: undefined,
  };
  return { row, members, slowest: slowest.id };
}

/** `1,000 × Seq Scan, 3 executed, slowest Seq Scan on public.sales_2024 with 61.2 ms` */
function groupTitle(tops: readonly PlanRow[], executed: number, slowest: PlanRow): string {
  const what = tops.some((node) => node.scanned !== undefined) ? 'partitions' : 'branches';
  const ran = slowest.loops === undefined ? '' : `, ${formatRows(executed)} executed`;
  const most =
    slowest.totalMs === undefined || executed === 0
      ? ''
      : `, slowest ${slowest.title} with ${formatMs(slowest.totalMs)}`;
  return `${formatRows(tops.length)} ${what} (${slowest.nodeType})${ran}${most}`;
}

function sum(nodes: readonly PlanRow[], of: (node: PlanRow) => number | undefined): number | undefined {
  let total: number | undefined;
  for (const node of nodes) {
    const amount = of(node);
    total = amount === undefined ? total : (total ?? 0) + amount;
  }
  return total;
}

function atMostOne(share: number | undefined): number | undefined {
  return share === undefined ? undefined : Math.min(1, share);
}

function bufferSum(nodes: readonly PlanRow[]): BufferCounts | undefined {
  const known = nodes.flatMap(({ buffersSelf }) => buffersSelf ?? []);
  if (known.length === 0) {
    return undefined;
  }
  const total = Object.fromEntries(
    bufferKinds.map((kind) => [kind, known.reduce((all, buffers) => all + buffers[kind], 0)]),
  );
  return total as BufferCounts;
}
