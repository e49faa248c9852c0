import { isRecord, isString } from '../../../base/validate';

/** Which partitions a statement reads. */
export interface Pruning {
  /** By `partitionKey`. */
  readonly read: readonly string[];
  /** Left out when the statement begins to run, because values were not known to the planner. */
  readonly removedAtStart: number;
}

/**
 * Reads it from the answer of EXPLAIN (FORMAT JSON, VERBOSE).
 * @param partitions the key of the direct partition by the key of each table that holds rows
 */
export function pruningOf(plan: unknown, partitions: ReadonlyMap<string, string>): Pruning {
  const read = new Set<string>();
  let removedAtStart = 0;
  const waiting: unknown[] = [plan];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (Array.isArray(node)) {
      waiting.push(...(node as unknown[]));
    } else if (isRecord(node)) {
      const { Schema: schema, 'Relation Name': relation, 'Subplans Removed': removed } = node;
      const partition =
        isString(schema) && isString(relation) ? partitions.get(partitionKey(schema, relation)) : undefined;
      if (partition !== undefined) {
        read.add(partition);
      }
      removedAtStart += typeof removed === 'number' ? removed : 0;
      waiting.push(...Object.values(node).filter((value) => typeof value === 'object'));
    }
  }
  return { read: [...read].sort(), removedAtStart };
}

/** Names a partition among others. */
export function partitionKey(schema: string, name: string): string {
  return JSON.stringify([schema, name]);
}

/** The answer in one sentence. */
export function pruningSentence({ read, removedAtStart }: Pruning, total: number): string {
  const count = read.length;
  const parts = (number: number) => `${number} of ${total} ${total === 1 ? 'partition' : 'partitions'}`;
  if (count === 0 && removedAtStart === 0) {
    return 'The plan reads none of the partitions: the statement does not use this table, or its conditions exclude them all.';
  }
  if (removedAtStart > 0) {
    return `It prunes when it begins to run: ${parts(count)} ${count === 1 ? 'is' : 'are'} read.`;
  }
  return count < total
    ? `It prunes: ${parts(count)} ${count === 1 ? 'is' : 'are'} read.`
    : `It does not prune: all ${total} partitions are read. Compare the key itself with constants or parameters; a function or a cast around it, such as date_trunc, prevents pruning.`;
}
