import type { PlanNode, SortUse } from './planModel';

/** What one process did at a node below a Gather. */
export interface ProcessPart {
  /** The worker's number; undefined for the leader. */
  readonly worker: number | undefined;
  /** A total over its loops; undefined without ANALYZE. */
  readonly rows: number | undefined;
  /** Milliseconds over its loops; undefined when they were not measured. */
  readonly ms: number | undefined;
  readonly sort: SortUse | undefined;
}

/**
 * The leader's part and those of the workers, which VERBOSE tells. The server does not tell the leader's: it is what the
 * workers leave of the node's total, and nothing when they took part in all of its loops.
 */
export function processParts({ actual, workers }: PlanNode): readonly ProcessPart[] {
  const parts = workers.map(({ number, actual: own, sort }) => ({
    ...{ worker: number, sort },
    rows: own && own.rows * own.loops,
    ms: own?.totalMs === undefined ? undefined : own.totalMs * own.loops,
  }));
  const loops = workers.reduce((sum, { actual: own }) => sum + (own?.loops ?? 0), 0);
  if (parts.length === 0 || actual === undefined || actual.loops <= loops) {
    return parts;
  }
  const left = (total: number, of: (part: ProcessPart) => number | undefined) =>
    Math.max(0, total - parts.reduce((sum, part) => sum + (of(part) ?? 0), 0));
  const leader: ProcessPart = {
    ...{ worker: undefined, sort: undefined },
    rows: left(actual.rows * actual.loops, ({ rows }) => rows),
    ms: actual.totalMs === undefined ? undefined : left(actual.totalMs * actual.loops, ({ ms }) => ms),
  };
  return [leader, ...parts];
}
