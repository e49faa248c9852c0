import type { DbtNode, DbtNodeKind } from '../graph/dbtGraph';

/** What is done with a node on behalf of the user. */
export type NodeTask = 'build' | 'run' | 'test' | 'compile' | 'preview' | 'explain' | 'compare' | 'show';

const selecting = ['model', 'snapshot', 'analysis', 'test'] as const;

/** The kinds of nodes with which a task can do something. dbt itself says nothing of the others, and does nothing. */
export const taskKinds: Readonly<Record<NodeTask, readonly DbtNodeKind[]>> = {
  build: ['model', 'seed', 'snapshot', 'test'],
  run: ['model'],
  test: ['model', 'seed', 'snapshot', 'source', 'test'],
  compile: selecting,
  preview: selecting,
  explain: selecting,
  compare: ['model', 'analysis'],
  show: ['model', 'seed', 'snapshot', 'source'],
};

/** Why a task cannot be done with a node, as a sentence that says what can; undefined when it can. */
export function taskRefusal(
  task: NodeTask,
  { kind, name }: Pick<DbtNode, 'kind' | 'name'>,
): string | undefined {
  const kinds = taskKinds[task];
  if (kinds.includes(kind)) {
    return undefined;
  }
  const instead = kind === 'seed' || kind === 'snapshot' ? ` Build it: that is how dbt makes a ${kind}.` : '';
  return `${name} is ${article(kind)}, and ${taskWords[task]} ${listed(kinds.map(plural))} only.${instead}`;
}

const taskWords: Readonly<Record<NodeTask, string>> = {
  build: 'dbt builds',
  run: 'dbt run makes',
  test: 'dbt tests',
  compile: 'dbt compiles',
  preview: 'there are rows to preview of',
  explain: 'there are queries to explain of',
  compare: 'there are versions to compare of',
  show: 'there are relations in the database of',
};

function article(kind: DbtNodeKind): string {
  return `${/^[aeo]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

function plural(kind: DbtNodeKind): string {
  return kind === 'analysis' ? 'analyses' : `${kind}s`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
