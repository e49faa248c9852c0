import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import type { DbtNode } from '../../graph/dbtGraph';
import { readSources } from '../../live/builtNodes';
import type { CrossFacts } from '../../live/liveFacts';
import { aboutNode } from '../../live/liveFinding';

const id = 'source-freshness';

export const sourceFreshness: DbtCheck<CrossFacts> = {
  id,
  title: 'Freshness of the sources',
  severity: 'error',
  explanation:
    'How old the newest row of a source may be, its freshness says. It is asked where the answer is cheap, by an index or in a small table; else what dbt source freshness found last is told.',
  failsIn: 'dbt source freshness',
  run: (facts) => readSources(facts.graph).flatMap((source) => stale(facts, source)),
};

function stale(facts: CrossFacts, source: DbtNode): readonly DbtFinding[] {
  const freshness = source.config.freshness;
  const age = facts.catalog.sourceAges.get(source.id);
  if (!freshness) {
    return [];
  }
  if (!age) {
    return lastFound(facts, source);
  }
  const { seconds } = age;
  const { errorAfter, warnAfter } = freshness;
  const over = (limit: number | undefined) =>
    limit !== undefined && (seconds === undefined || seconds > limit);
  if (!over(errorAfter) && !over(warnAfter)) {
    return [];
  }
  const limit = over(errorAfter) ? errorAfter : warnAfter;
  return [
    aboutNode(facts, source, {
      check: id,
      severity: over(errorAfter) ? 'error' : 'warning',
      message:
        seconds === undefined
          ? `The source ${source.name} is empty on target ${facts.target.name}.`
          : `The newest row of the source ${source.name} on target ${facts.target.name} is ${duration(seconds)} old, and ${duration(limit ?? 0)} are allowed.`,
      advice: 'Look whether it is still loaded.',
    }),
  ];
}

function lastFound(facts: CrossFacts, source: DbtNode): readonly DbtFinding[] {
  const run = facts.runs.get(source.id);
  if (!run || !['warn', 'error', 'runtime error'].includes(run.status)) {
    return [];
  }
  return [
    aboutNode(facts, source, {
      check: id,
      severity: run.status === 'warn' ? 'warning' : 'error',
      message: `dbt source freshness found the source ${source.name} too old at ${run.at} (${run.status}).`,
      advice: 'Look whether it is still loaded, and run dbt source freshness.',
    }),
  ];
}

/** In the largest unit of which there are at least two. */
export function duration(seconds: number): string {
  const units = [
    ['days', 86_400],
    ['hours', 3600],
    ['minutes', 60],
  ] as const;
  const [name, size] = units.find(([, each]) => seconds >= 2 * each) ?? ['seconds', 1];
  return `${String(Math.floor(seconds / size))} ${name}`;
}
