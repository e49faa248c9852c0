import type {
  AggregationUse,
  CacheUse,
  HashUse,
  HeapAccess,
  PlanNode,
  PlanProperty,
  SortGroups,
  SortUse,
} from '../planModel';

/** The text of a property; the items of a list are joined by commas. */
export function valueOf(properties: readonly PlanProperty[], name: string): string | undefined {
  const value = properties.find((property) => property.name === name)?.value;
  return value === undefined || typeof value === 'string' ? value : value.join(', ');
}

export function sortUseText({ method, spaceKb, spaceType }: SortUse): string {
  return spaceType === undefined ? method : `${method}  ${spaceType}: ${spaceKb ?? 0}kB`;
}

/** The model knows the peak, not the average. */
export function sortGroupsText({ kind, count, methods, peakMemoryKb, peakDiskKb }: SortGroups): string {
  const label = kind === 'full' ? 'Full-sort' : 'Pre-sorted';
  const space = (name: string, peak: number | undefined) => (peak ? `  Peak ${name}: ${peak}kB` : '');
  const plural = methods.length > 1 ? 's' : '';
  const used = `${space('Memory', peakMemoryKb)}${space('Disk', peakDiskKb)}`;
  return `${label} Groups: ${count}  Sort Method${plural}: ${methods.join(', ')}${used}`;
}

export function hashText(hash: HashUse | undefined): string | undefined {
  if (hash?.buckets === undefined || !hash.batches) {
    return undefined;
  }
  const { buckets, originalBuckets = buckets, batches, originalBatches = batches, peakMemoryKb = 0 } = hash;
  const grown = buckets !== originalBuckets || batches !== originalBatches;
  const from = (original: number) => (grown ? ` (originally ${original})` : '');
  return `Buckets: ${buckets}${from(originalBuckets)}  Batches: ${batches}${from(originalBatches)}  Memory Usage: ${peakMemoryKb}kB`;
}

/** Of an aggregate by hash. */
export function aggregationText({ aggregation, strategy, estimate }: PlanNode): string | undefined {
  if (aggregation === undefined || !(strategy === 'Hashed' || strategy === 'Mixed')) {
    return undefined;
  }
  const { plannedPartitions } = aggregation;
  const planned =
    estimate !== undefined && plannedPartitions ? [`Planned Partitions: ${plannedPartitions}`] : [];
  const used = aggregationUseText(aggregation);
  const told = [...planned, ...(used === undefined ? [] : [used])];
  return told.length === 0 ? undefined : told.join('  ');
}

export function workerAggregationText(other: readonly PlanProperty[]): string | undefined {
  const count = (name: string) => countOf(other, name);
  return aggregationUseText({
    plannedPartitions: undefined,
    batches: count('HashAgg Batches'),
    peakMemoryKb: count('Peak Memory Usage'),
    diskKb: count('Disk Usage'),
  });
}

/** A process that aggregated nothing is passed over. */
function aggregationUseText({ batches, peakMemoryKb, diskKb }: AggregationUse): string | undefined {
  if (batches === undefined || !peakMemoryKb) {
    return undefined;
  }
  const disk = batches > 1 ? `  Disk Usage: ${diskKb ?? 0}kB` : '';
  return `Batches: ${batches}  Memory Usage: ${peakMemoryKb}kB${disk}`;
}

/** Of Memoize. */
export function cacheText(cache: CacheUse | undefined): string | undefined {
  if (!cache?.misses) {
    return undefined;
  }
  const { hits = 0, misses, evictions = 0, overflows = 0, peakMemoryKb = 0 } = cache;
  return `Hits: ${hits}  Misses: ${misses}  Evictions: ${evictions}  Overflows: ${overflows}  Memory Usage: ${peakMemoryKb}kB`;
}

export function workerCacheText(other: readonly PlanProperty[]): string | undefined {
  return cacheText({
    hits: countOf(other, 'Cache Hits'),
    misses: countOf(other, 'Cache Misses'),
    evictions: countOf(other, 'Cache Evictions'),
    overflows: countOf(other, 'Cache Overflows'),
    peakMemoryKb: countOf(other, 'Peak Memory Usage'),
  });
}

export function heapText(heap: HeapAccess | undefined): string | undefined {
  const exact = heap?.exactBlocks ? ` exact=${heap.exactBlocks}` : '';
  const lossy = heap?.lossyBlocks ? ` lossy=${heap.lossyBlocks}` : '';
  return exact === '' && lossy === '' ? undefined : `Heap Blocks:${exact}${lossy}`;
}

function countOf(other: readonly PlanProperty[], name: string): number | undefined {
  const value = Number(valueOf(other, name) ?? NaN);
  return Number.isFinite(value) ? value : undefined;
}
