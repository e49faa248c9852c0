import type { PlanRow } from '../../../src/protocol/plan';
import { blocksOf } from '../planColumns';

/** By what nodes are put together. */
export const statisticKinds = ['types', 'tables', 'indexes'] as const;
export type StatisticKind = (typeof statisticKinds)[number];

/** What the nodes of one kind spent together. */
export interface Statistic {
  readonly name: string;
  readonly nodes: number;
  readonly selfMs: number | undefined;
  /** Of the whole, from 0 to 1. */
  readonly share: number | undefined;
  readonly rows: number | undefined;
  readonly blocks: number | undefined;
  /** The node that spent the most. */
  readonly most: number;
}

export function statisticsOf(nodes: readonly PlanRow[], kind: StatisticKind): readonly Statistic[] {
  const groups = new Map<string, PlanRow[]>();
  for (const node of nodes) {
    const name = groupName(node, kind);
    if (name !== undefined) {
      const known = groups.get(name);
      if (known) {
        known.push(node);
      } else {
        groups.set(name, [node]);
      }
    }
  }
  return [...groups].map(([name, members]) => statistic(name, members));
}

/** The group that a node belongs to, if it belongs to any. */
export function groupName({ nodeType, scanned, index }: PlanRow, kind: StatisticKind): string | undefined {
  switch (kind) {
    case 'types':
      return nodeType;
    case 'tables':
      return scanned && (scanned.schema === undefined ? scanned.name : `${scanned.schema}.${scanned.name}`);
    case 'indexes':
      return index;
  }
}

function statistic(name: string, members: readonly PlanRow[]): Statistic {
  const spent = (node: PlanRow) => node.share ?? 0;
  const share = sum(members, (node) => node.share);
  return {
    name,
    nodes: members.length,
    selfMs: sum(members, (node) => node.selfMs),
    share: share === undefined ? undefined : Math.min(1, share),
    rows: sum(members, (node) => node.rowsActual ?? node.rowsPlanned),
    blocks: sum(members, (node) => blocksOf(node.buffersSelf)),
    most: members.reduce((most, node) => (spent(node) > spent(most) ? node : most)).id,
  };
}

function sum(nodes: readonly PlanRow[], of: (node: PlanRow) => number | undefined): number | undefined {
  let total: number | undefined;
  for (const node of nodes) {
    const amount = of(node);
    total = amount === undefined ? total : (total ?? 0) + amount;
  }
  return total;
}
