import type { DbtGraph, DbtNode } from '../graph/dbtGraph';
import type { NodeRun, RunState } from '../graph/runState';
import type { DbtMood } from '../view/dbtItem';
import { isBad, testWords } from '../view/nodeItems';

/** What the runs of a project say of each of its nodes. */
export interface RunFacts {
  /** `3 tests passed`, or how many failed. */
  readonly tests?: string;
  readonly isFailed?: true;
  readonly isOutOfDate?: true;
  readonly isNeverRun?: true;
  readonly mood: DbtMood;
}

/** Reads the runs once for a whole project. */
export function runFacts(graph: DbtGraph, runs: RunState): (node: DbtNode) => RunFacts {
  const tests = testsByNode(graph);
  const builtAt = dataTimes(graph, runs);
  return (node) => {
    const run = runs.get(node.id);
    const own = tests.get(node.id) ?? [];
    const failing = own.filter(({ id }) => isBad(runs.get(id)));
    const [words] = testWords(own, failing, runs);
    const isFailed = node.kind !== 'source' && (isBad(run) || failing.length > 0);
    const isOutOfDate = node.kind === 'source' ? isBad(run) : isOlder(node, builtAt);
    return {
      ...(words !== undefined && { tests: words }),
      ...(isFailed && { isFailed }),
      ...(isOutOfDate && { isOutOfDate }),
      ...(run === undefined && isStored(node) && { isNeverRun: true }),
      mood: moodOf(run, failing.length > 0 || isOutOfDate),
    };
  };
}

function testsByNode({ nodes }: DbtGraph): ReadonlyMap<string, readonly DbtNode[]> {
  const found = new Map<string, DbtNode[]>();
  for (const node of nodes.values()) {
    for (const id of node.kind === 'test' && node.enabled ? new Set(node.dependsOn) : []) {
      const known = found.get(id) ?? [];
      known.push(node);
      found.set(id, known);
    }
  }
  return found;
}

/**
 * How old the data of a node are that another one reads, in milliseconds since 1970: what is stored has those of its last run, a view
 * those of what it reads. Undefined where nothing is known.
 */
type DataTimes = (id: string) => number | undefined;

function dataTimes(
  { nodes }: DbtGraph,
  runs: RunState,
): (node: DbtNode) => {
  readonly own: number | undefined;
  readonly read: number | undefined;
} {
  const known = new Map<string, number | undefined>();
  const entered = new Set<string>();
  const of: DataTimes = (start) => {
    // A stack of its own, because a chain of views may be longer than the calls that fit on the engine's.
    const stack = [start];
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      const node = nodes.get(id);
      const read = !node || isStored(node) ? [] : node.dependsOn;
      // A cycle, which files can have, ends at what was entered before.
      const next = entered.has(id) ? [] : read.filter((each) => !entered.has(each));
      entered.add(id);
      if (next.length > 0) {
        stack.push(...next);
        continue;
      }
      stack.pop();
      if (node && !known.has(id)) {
        known.set(id, isStored(node) ? builtAt(runs.get(id)) : newest(read, (each) => known.get(each)));
      }
    }
    return known.get(start);
  };
  return (node) => ({ own: builtAt(runs.get(node.id)), read: newest(node.dependsOn, of) });
}

function isOlder(node: DbtNode, times: ReturnType<typeof dataTimes>): boolean {
  const { own, read } = times(node);
  return isStored(node) && own !== undefined && read !== undefined && own < read;
}

function newest(ids: readonly string[], of: DataTimes): number | undefined {
  const times = ids.flatMap((id) => of(id) ?? []);
  return times.length === 0 ? undefined : times.reduce((one, other) => Math.max(one, other));
}

/** Whether dbt writes rows of its own for it. */
function isStored({ kind, materialized }: DbtNode): boolean {
  return (
    (kind === 'model' && materialized !== 'view' && materialized !== 'ephemeral') ||
    kind === 'seed' ||
    kind === 'snapshot'
  );
}

function builtAt(run: NodeRun | undefined): number | undefined {
  const time = run?.status === 'success' ? Date.parse(run.at) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

function moodOf(run: NodeRun | undefined, isDoubtful: boolean): DbtMood {
  if (isBad(run) && run?.status !== 'warn' && run?.status !== 'partial success') {
    return 'error';
  }
  if (isBad(run) || isDoubtful) {
    return 'warning';
  }
  return run === undefined || run.status === 'skipped' ? 'plain' : 'good';
}
