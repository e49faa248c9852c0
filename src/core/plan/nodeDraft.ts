import type { PlanNode } from './planModel';
import type { CounterDraft } from './readCounters';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Parts = 'estimate' | 'actual' | 'rowsRemoved' | 'heap' | 'sort' | 'hash' | 'aggregation' | 'cache';
type Lists = 'children' | 'targets' | 'sortGroups' | 'workers' | 'other';

/** A node while it is read; it fits `PlanNode`, so that nothing is copied at the end. */
export type NodeDraft = Mutable<Omit<PlanNode, Parts | Lists | keyof CounterDraft>> & {
  [Part in Parts]: Mutable<NonNullable<PlanNode[Part]>> | undefined;
} & { [List in Lists]: PlanNode[List][number][] } & CounterDraft;

export function newNode(id: number, parent: NodeDraft | undefined): NodeDraft {
  return {
    id,
    parent: parent?.id,
    children: [],
    end: id + 1,
    depth: parent === undefined ? 0 : parent.depth + 1,
    nodeType: '',
    relationship: undefined,
    subplanName: undefined,
    strategy: undefined,
    partialMode: undefined,
    operation: undefined,
    joinType: undefined,
    command: undefined,
    scanDirection: undefined,
    parallelAware: false,
    disabled: undefined,
    innerUnique: undefined,
    schema: undefined,
    relation: undefined,
    alias: undefined,
    indexName: undefined,
    cteName: undefined,
    functionName: undefined,
    tableFunctionName: undefined,
    tuplestoreName: undefined,
    customPlanProvider: undefined,
    targets: [],
    estimate: undefined,
    actual: undefined,
    rowsRemoved: undefined,
    heap: undefined,
    indexSearches: undefined,
    sort: undefined,
    sortGroups: [],
    hash: undefined,
    aggregation: undefined,
    cache: undefined,
    subplansRemoved: undefined,
    workersPlanned: undefined,
    workersLaunched: undefined,
    paramsEvaluated: [],
    workers: [],
    buffers: undefined,
    io: undefined,
    wal: undefined,
    other: [],
  };
}

export function estimateOf(node: NodeDraft): NonNullable<NodeDraft['estimate']> {
  return (node.estimate ??= { startupCost: 0, totalCost: 0, rows: 0, width: 0 });
}

/** A node that was cut off before its loops counts as executed once. */
export function actualOf(node: { actual: NodeDraft['actual'] }): NonNullable<NodeDraft['actual']> {
  return (node.actual ??= { startupMs: undefined, totalMs: undefined, rows: 0, loops: 1 });
}

export function rowsRemovedOf(node: NodeDraft): NonNullable<NodeDraft['rowsRemoved']> {
  return (node.rowsRemoved ??= {
    filter: undefined,
    joinFilter: undefined,
    indexRecheck: undefined,
    conflictFilter: undefined,
  });
}

export function heapOf(node: NodeDraft): NonNullable<NodeDraft['heap']> {
  return (node.heap ??= { fetches: undefined, exactBlocks: undefined, lossyBlocks: undefined });
}

export function sortOf(node: { sort: NodeDraft['sort'] }): NonNullable<NodeDraft['sort']> {
  return (node.sort ??= { method: '', spaceKb: undefined, spaceType: undefined });
}

export function hashOf(node: NodeDraft): NonNullable<NodeDraft['hash']> {
  return (node.hash ??= {
    buckets: undefined,
    originalBuckets: undefined,
    batches: undefined,
    originalBatches: undefined,
    peakMemoryKb: undefined,
  });
}

export function aggregationOf(node: NodeDraft): NonNullable<NodeDraft['aggregation']> {
  return (node.aggregation ??= {
    plannedPartitions: undefined,
    batches: undefined,
    peakMemoryKb: undefined,
    diskKb: undefined,
  });
}

export function cacheOf(node: NodeDraft): NonNullable<NodeDraft['cache']> {
  return (node.cache ??= {
    hits: undefined,
    misses: undefined,
    evictions: undefined,
    overflows: undefined,
    peakMemoryKb: undefined,
  });
}

/** `Peak Memory Usage` belongs to whichever structure the node's kind keeps in memory. */
export function setPeakMemory(node: NodeDraft, kilobytes: number): void {
  if (node.nodeType === 'Hash') {
    hashOf(node).peakMemoryKb = kilobytes;
  } else if (node.nodeType === 'Memoize') {
    cacheOf(node).peakMemoryKb = kilobytes;
  } else {
    aggregationOf(node).peakMemoryKb = kilobytes;
  }
}
