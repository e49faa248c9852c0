import { readAmount, readFlag, readList, readText, textOf } from './jsonRead';
import { JsonArray, JsonObject, type JsonText } from './jsonText';
import {
  actualOf,
  aggregationOf,
  cacheOf,
  estimateOf,
  hashOf,
  heapOf,
  type NodeDraft,
  rowsRemovedOf,
  setPeakMemory,
  sortOf,
} from './nodeDraft';
import type { SortGroups } from './planModel';
import { counters } from './readCounters';

/** Takes a property into the draft; false means that the value is not what the property promises. */
export type NodeField = (node: NodeDraft, value: JsonText) => boolean;

/** The properties of a node that the model names. Source: explain.c of PostgreSQL 10 to 18. */
export const nodeFields: ReadonlyMap<string, NodeField> = new Map<string, NodeField>([
  ...[...counters].map(([name, take]): [string, NodeField] => [name, amount(take)]),

  ['Node Type', text((node, value) => (node.nodeType = value))],
  ['Parent Relationship', text((node, value) => (node.relationship = value))],
  ['Subplan Name', text((node, value) => (node.subplanName = value))],
  ['Strategy', text((node, value) => (node.strategy = value))],
  ['Partial Mode', text((node, value) => (node.partialMode = value))],
  ['Operation', text((node, value) => (node.operation = value))],
  ['Join Type', text((node, value) => (node.joinType = value))],
  ['Command', text((node, value) => (node.command = value))],
  ['Scan Direction', text((node, value) => (node.scanDirection = value))],
  ['Parallel Aware', flag((node, value) => (node.parallelAware = value))],
  ['Disabled', flag((node, value) => (node.disabled = value))],
  ['Inner Unique', flag((node, value) => (node.innerUnique = value))],
  ['Schema', text((node, value) => (node.schema = value))],
  ['Relation Name', text((node, value) => (node.relation = value))],
  ['Alias', text((node, value) => (node.alias = value))],
  ['Index Name', text((node, value) => (node.indexName = value))],
  ['CTE Name', text((node, value) => (node.cteName = value))],
  ['Function Name', text((node, value) => (node.functionName = value))],
  ['Table Function Name', text((node, value) => (node.tableFunctionName = value))],
  ['Tuplestore Name', text((node, value) => (node.tuplestoreName = value))],
  ['Custom Plan Provider', text((node, value) => (node.customPlanProvider = value))],

  ['Target Tables', targets],

  ['Startup Cost', amount((node, value) => (estimateOf(node).startupCost = value))],
  ['Total Cost', amount((node, value) => (estimateOf(node).totalCost = value))],
  ['Plan Rows', amount((node, value) => (estimateOf(node).rows = value))],
  ['Plan Width', amount((node, value) => (estimateOf(node).width = value))],
  ['Actual Startup Time', amount((node, value) => (actualOf(node).startupMs = value))],
  ['Actual Total Time', amount((node, value) => (actualOf(node).totalMs = value))],
  ['Actual Rows', amount((node, value) => (actualOf(node).rows = value))],
  ['Actual Loops', amount((node, value) => (actualOf(node).loops = value))],

  ['Rows Removed by Filter', amount((node, value) => (rowsRemovedOf(node).filter = value))],
  ['Rows Removed by Join Filter', amount((node, value) => (rowsRemovedOf(node).joinFilter = value))],
  ['Rows Removed by Index Recheck', amount((node, value) => (rowsRemovedOf(node).indexRecheck = value))],
  ['Rows Removed by Conflict Filter', amount((node, value) => (rowsRemovedOf(node).conflictFilter = value))],
  ['Heap Fetches', amount((node, value) => (heapOf(node).fetches = value))],
  ['Exact Heap Blocks', amount((node, value) => (heapOf(node).exactBlocks = value))],
  ['Lossy Heap Blocks', amount((node, value) => (heapOf(node).lossyBlocks = value))],
  ['Index Searches', amount((node, value) => (node.indexSearches = value))],

  ['Sort Method', text((node, value) => (sortOf(node).method = value))],
  ['Sort Space Used', amount((node, value) => (sortOf(node).spaceKb = value))],
  ['Sort Space Type', text((node, value) => (sortOf(node).spaceType = value))],
  ['Full-sort Groups', groups('full')],
  ['Pre-sorted Groups', groups('presorted')],
  ['Hash Buckets', amount((node, value) => (hashOf(node).buckets = value))],
  ['Original Hash Buckets', amount((node, value) => (hashOf(node).originalBuckets = value))],
  ['Hash Batches', amount((node, value) => (hashOf(node).batches = value))],
  ['Original Hash Batches', amount((node, value) => (hashOf(node).originalBatches = value))],
  ['Planned Partitions', amount((node, value) => (aggregationOf(node).plannedPartitions = value))],
  ['HashAgg Batches', amount((node, value) => (aggregationOf(node).batches = value))],
  ['Disk Usage', amount((node, value) => (aggregationOf(node).diskKb = value))],
  ['Peak Memory Usage', amount(setPeakMemory)],
  ['Cache Hits', amount((node, value) => (cacheOf(node).hits = value))],
  ['Cache Misses', amount((node, value) => (cacheOf(node).misses = value))],
  ['Cache Evictions', amount((node, value) => (cacheOf(node).evictions = value))],
  ['Cache Overflows', amount((node, value) => (cacheOf(node).overflows = value))],

  ['Subplans Removed', amount((node, value) => (node.subplansRemoved = value))],
  ['Workers Planned', amount((node, value) => (node.workersPlanned = value))],
  ['Workers Launched', amount((node, value) => (node.workersLaunched = value))],
  ['Params Evaluated', list((node, value) => (node.paramsEvaluated = value))],
]);

function text(assign: (node: NodeDraft, value: string) => void): NodeField {
  return taking(readText, assign);
}

function flag(assign: (node: NodeDraft, value: boolean) => void): NodeField {
  return taking(readFlag, assign);
}

function amount(assign: (node: NodeDraft, value: number) => void): NodeField {
  return taking(readAmount, assign);
}

function list(assign: (node: NodeDraft, value: readonly string[]) => void): NodeField {
  return taking((value) => (value instanceof JsonArray ? readList(value) : undefined), assign);
}

function taking<T>(
  read: (value: JsonText) => T | undefined,
  assign: (node: NodeDraft, value: T) => void,
): NodeField {
  return (node, value) => {
    const content = read(value);
    if (content === undefined) {
      return false;
    }
    assign(node, content);
    return true;
  };
}

function targets(node: NodeDraft, value: JsonText): boolean {
  if (!(value instanceof JsonArray)) {
    return false;
  }
  for (const item of value.items) {
    const relation = item instanceof JsonObject ? textOf(item, 'Relation Name') : undefined;
    if (item instanceof JsonObject && relation !== undefined) {
      node.targets.push({ schema: textOf(item, 'Schema'), relation, alias: textOf(item, 'Alias') });
    }
  }
  return true;
}

function groups(kind: SortGroups['kind']): NodeField {
  return (node, value) => {
    if (!(value instanceof JsonObject)) {
      return false;
    }
    node.sortGroups.push({
      kind,
      count: readAmount(value.get('Group Count') ?? null) ?? 0,
      methods: readList(value.get('Sort Methods Used') ?? null),
      peakMemoryKb: peakSpace(value.get('Sort Space Memory')),
      peakDiskKb: peakSpace(value.get('Sort Space Disk')),
    });
    return true;
  };
}

function peakSpace(space: JsonText | undefined): number | undefined {
  return space instanceof JsonObject ? readAmount(space.get('Peak Sort Space Used') ?? null) : undefined;
}
