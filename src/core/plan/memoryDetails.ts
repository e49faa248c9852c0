import { displayName } from '../explorer/displayName';
import { type DetailLine, joined } from './detailLine';
import { formatKilobytes, formatRows } from './format';
import type { PlanNode, SortUse } from './planModel';

/** Sorting, hashing, grouping and caching: how, and with how much memory and disk. */
export function memoryDetails(node: PlanNode): readonly DetailLine[] {
  const { hash, aggregation, cache } = node;
  const lines: DetailLine[] = [];
  if (node.sort !== undefined) {
    lines.push({ label: 'Sort Method', text: sortText(node.sort) });
  }
  for (const { kind, count, methods, peakMemoryKb, peakDiskKb } of node.sortGroups) {
    const label = kind === 'full' ? 'Full-sort Groups' : 'Pre-sorted Groups';
    const text = joined(
      formatRows(count),
      methods.join(', '),
      sized('memory', peakMemoryKb),
      sized('disk', peakDiskKb),
    );
    lines.push({ label, text });
  }
  if (hash !== undefined) {
    const text = joined(
      changed('buckets', hash.buckets, hash.originalBuckets),
      changed('batches', hash.batches, hash.originalBatches),
      sized('memory', hash.peakMemoryKb),
    );
    lines.push({ label: 'Hash table', text });
  }
  if (aggregation !== undefined) {
    const text = joined(
      changed('batches', aggregation.batches),
      changed('partitions planned', aggregation.plannedPartitions || undefined),
      sized('memory', aggregation.peakMemoryKb),
      sized('disk', aggregation.diskKb || undefined),
    );
    lines.push({ label: 'Hash table', text });
  }
  if (cache !== undefined) {
    const text = joined(
      changed('hits', cache.hits),
      changed('misses', cache.misses),
      changed('evictions', cache.evictions),
      changed('overflows', cache.overflows),
      sized('memory', cache.peakMemoryKb),
    );
    lines.push({ label: 'Cache', text });
  }
  return lines.filter(({ text }) => text !== '');
}

/** How a sort was done, such as `external merge, 2.1 MB on disk`. */
export function sortText({ method, spaceKb, spaceType }: SortUse): string {
  const place = spaceType === 'Disk' ? 'on disk' : 'in memory';
  return joined(
    displayName(method),
    spaceKb === undefined ? undefined : `${formatKilobytes(spaceKb)} ${place}`,
  );
}

function changed(what: string, count: number | undefined, original?: number): string | undefined {
  const before = original === undefined || original === count ? '' : ` (${formatRows(original)} planned)`;
  return count === undefined ? undefined : `${what} ${formatRows(count)}${before}`;
}

function sized(what: string, kilobytes: number | undefined): string | undefined {
  return kilobytes === undefined ? undefined : `${what} ${formatKilobytes(kilobytes)}`;
}
