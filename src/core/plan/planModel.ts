/**
 * A plan as PostgreSQL reported it: nothing is computed here. Times are milliseconds, memory and disk sizes kilobytes,
 * buffers blocks (of 8 kB unless the server was built otherwise), WAL sizes bytes.
 * Source: PostgreSQL manual, "EXPLAIN", and the property names in explain.c.
 */
export interface PlanDocument {
  /** In the order of the answer: rewrite rules turn one statement into several, or into none. */
  readonly results: readonly PlanResult[];
}

export type PlanResult = PlannedStatement | UtilityResult;

/** A part of the answer for which the server has no plan, such as the NOTIFY of a rewrite rule. */
export interface UtilityResult {
  readonly kind: 'utility';
  readonly text: string;
}

export interface PlannedStatement {
  readonly kind: 'plan';
  /** In pre-order: a node's descendants follow it up to its `end`. A node's `id` is its index. Never empty. */
  readonly nodes: readonly PlanNode[];
  /** Whether the statement was executed (EXPLAIN ANALYZE). */
  readonly analyzed: boolean;
  /** Decimal places of `Actual Rows`: none up to version 17, two from 18. */
  readonly rowDecimals: 0 | 2;
  /** Not part of the execution time. */
  readonly planning: Planning;
  readonly executionMs: number | undefined;
  readonly triggers: readonly PlanTrigger[];
  readonly jit: Jit | undefined;
  /** Settings that differ from the server's built-in defaults and influence planning. */
  readonly settings: readonly PlanSetting[];
  /** From SERIALIZE: inside the execution time, outside the root node. */
  readonly serialization: Serialization | undefined;
  /** Written by auto_explain. */
  readonly queryText: string | undefined;
  /** A 64-bit number, as text. */
  readonly queryIdentifier: string | undefined;
  readonly other: readonly PlanProperty[];
}

export interface PlanNode {
  readonly id: number;
  readonly parent: number | undefined;
  readonly children: readonly number[];
  /** The index after the last descendant. */
  readonly end: number;
  /** 0 for the root. */
  readonly depth: number;

  /** Such as `Seq Scan`; a word of an extension or of a newer server is kept as it is. */
  readonly nodeType: string;
  /** `Outer`, `Inner`, `Member`, `Subquery`, `SubPlan`, `InitPlan`, or a custom scan's own word. */
  readonly relationship: string | undefined;
  /** Such as `InitPlan 1 (returns $0)`, `SubPlan 2`, `CTE recent`: opaque, because versions write it differently. */
  readonly subplanName: string | undefined;
  /** Of an aggregate or a set operation: `Plain`, `Sorted`, `Hashed`, `Mixed`. */
  readonly strategy: string | undefined;
  /** `Simple`, `Partial`, `Finalize`. */
  readonly partialMode: string | undefined;
  /** Of ModifyTable and of direct modifications by a foreign scan: `Insert`, `Update`, `Delete`, `Merge`. */
  readonly operation: string | undefined;
  readonly joinType: string | undefined;
  /** Of a set operation, such as `Except All`. */
  readonly command: string | undefined;
  readonly scanDirection: string | undefined;
  readonly parallelAware: boolean;
  /** From 18: the node's kind was disabled, yet nothing else could be planned. */
  readonly disabled: boolean | undefined;
  readonly innerUnique: boolean | undefined;

  readonly schema: string | undefined;
  readonly relation: string | undefined;
  readonly alias: string | undefined;
  readonly indexName: string | undefined;
  readonly cteName: string | undefined;
  readonly functionName: string | undefined;
  readonly tableFunctionName: string | undefined;
  readonly tuplestoreName: string | undefined;
  readonly customPlanProvider: string | undefined;
  /** The tables that ModifyTable changes, when they are not simply its relation: partitions, inherited tables. */
  readonly targets: readonly TargetTable[];

  /** Undefined with COSTS OFF. */
  readonly estimate: PlannerEstimate | undefined;
  /** Undefined without ANALYZE. */
  readonly actual: Actual | undefined;
  /** Averages over the loops, rounded to whole rows. */
  readonly rowsRemoved: RowsRemoved | undefined;
  readonly heap: HeapAccess | undefined;
  /** From 18: descents into the index, a total over all loops. */
  readonly indexSearches: number | undefined;
  readonly sort: SortUse | undefined;
  readonly sortGroups: readonly SortGroups[];
  readonly hash: HashUse | undefined;
  readonly aggregation: AggregationUse | undefined;
  readonly cache: CacheUse | undefined;
  /** Partitions pruned when the executor started. */
  readonly subplansRemoved: number | undefined;

  readonly workersPlanned: number | undefined;
  readonly workersLaunched: number | undefined;
  /** Initialization plans that a Gather evaluates for its workers (10 to 16), such as `$0`. */
  readonly paramsEvaluated: readonly string[];
  /** The leader's own figures are the node's less the workers'. Filled with VERBOSE. */
  readonly workers: readonly PlanWorker[];

  /** Totals over all loops and processes, of the node with everything below it. */
  readonly buffers: BufferCounts | undefined;
  readonly io: IoTimes | undefined;
  readonly wal: WalCounts | undefined;

  /** Every other property, in the server's order. */
  readonly other: readonly PlanProperty[];
}

export interface TargetTable {
  readonly schema: string | undefined;
  readonly relation: string;
  readonly alias: string | undefined;
}

/** A property as text; numbers as they were written, nested structures as their JSON. */
export interface PlanProperty {
  readonly name: string;
  readonly value: string | readonly string[];
}

/** What the planner expected. Rows are per loop, and per process inside a parallel region. */
export interface PlannerEstimate {
  readonly startupCost: number;
  readonly totalCost: number;
  readonly rows: number;
  /** Bytes. */
  readonly width: number;
}

/** What happened. All but `loops` are averages over the loops. */
export interface Actual {
  /** Undefined with TIMING OFF. */
  readonly startupMs: number | undefined;
  readonly totalMs: number | undefined;
  readonly rows: number;
  /** A sum over the processes; 0 when the node was never executed. */
  readonly loops: number;
}

export interface RowsRemoved {
  readonly filter: number | undefined;
  readonly joinFilter: number | undefined;
  readonly indexRecheck: number | undefined;
  readonly conflictFilter: number | undefined;
}

/** Totals over all loops. */
export interface HeapAccess {
  /** Rows of an index-only scan for which the table had to be read. */
  readonly fetches: number | undefined;
  readonly exactBlocks: number | undefined;
  readonly lossyBlocks: number | undefined;
}

/** Of the last execution. */
export interface SortUse {
  readonly method: string;
  readonly spaceKb: number | undefined;
  /** `Memory` or `Disk`. */
  readonly spaceType: string | undefined;
}

/** Groups of an incremental sort. */
export interface SortGroups {
  readonly kind: 'full' | 'presorted';
  readonly count: number;
  readonly methods: readonly string[];
  readonly peakMemoryKb: number | undefined;
  readonly peakDiskKb: number | undefined;
}

export interface HashUse {
  readonly buckets: number | undefined;
  readonly originalBuckets: number | undefined;
  readonly batches: number | undefined;
  readonly originalBatches: number | undefined;
  readonly peakMemoryKb: number | undefined;
}

export interface AggregationUse {
  readonly plannedPartitions: number | undefined;
  readonly batches: number | undefined;
  readonly peakMemoryKb: number | undefined;
  readonly diskKb: number | undefined;
}

/** Of Memoize: totals over all loops of one process. */
export interface CacheUse {
  readonly hits: number | undefined;
  readonly misses: number | undefined;
  readonly evictions: number | undefined;
  readonly overflows: number | undefined;
  readonly peakMemoryKb: number | undefined;
}

export interface PlanWorker {
  readonly number: number;
  readonly actual: Actual | undefined;
  readonly sort: SortUse | undefined;
  readonly buffers: BufferCounts | undefined;
  readonly other: readonly PlanProperty[];
}

export const bufferKinds = [
  'sharedHit',
  'sharedRead',
  'sharedDirtied',
  'sharedWritten',
  'localHit',
  'localRead',
  'localDirtied',
  'localWritten',
  'tempRead',
  'tempWritten',
] as const;
/** Blocks. */
export type BufferCounts = Readonly<Record<(typeof bufferKinds)[number], number>>;

export const ioKinds = [
  'sharedRead',
  'sharedWrite',
  'localRead',
  'localWrite',
  'tempRead',
  'tempWrite',
] as const;
/**
 * Milliseconds, summed over the processes. Up to 16 the server does not tell shared and local buffers apart: the sum
 * stands in the shared fields.
 */
export type IoTimes = Readonly<Record<(typeof ioKinds)[number], number>>;

export const walKinds = ['records', 'fullPageImages', 'bytes', 'buffersFull'] as const;
export type WalCounts = Readonly<Record<(typeof walKinds)[number], number>>;

export interface Planning {
  readonly ms: number | undefined;
  readonly buffers: BufferCounts | undefined;
  readonly memoryUsedKb: number | undefined;
  readonly memoryAllocatedKb: number | undefined;
}

export interface PlanTrigger {
  readonly name: string;
  readonly constraint: string | undefined;
  readonly schema: string | undefined;
  readonly relation: string | undefined;
  /** Over all calls; undefined with TIMING OFF. */
  readonly ms: number | undefined;
  readonly calls: number;
}

/** Just-in-time compilation; times are sums over the processes. */
export interface Jit {
  readonly functions: number | undefined;
  readonly options: readonly PlanProperty[];
  readonly generationMs: number | undefined;
  readonly inliningMs: number | undefined;
  readonly optimizationMs: number | undefined;
  readonly emissionMs: number | undefined;
  readonly totalMs: number | undefined;
}

export interface PlanSetting {
  readonly name: string;
  readonly value: string;
}

export interface Serialization {
  readonly ms: number | undefined;
  readonly volumeKb: number | undefined;
  readonly format: string | undefined;
  readonly buffers: BufferCounts | undefined;
}

/** A part of the text that was not understood, or understood only after a repair. */
export interface PlanProblem {
  readonly message: string;
  /** One-based line and column (in UTF-16 units) of the text. */
  readonly line: number;
  readonly column: number;
}

/** The value of a node's property as one text; the items of a list are joined by commas. */
export function propertyText(node: PlanNode, name: string): string | undefined {
  const value = node.other.find((property) => property.name === name)?.value;
  return value === undefined || typeof value === 'string' ? value : value.join(', ');
}
