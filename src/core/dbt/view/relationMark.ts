import { ageWords } from '../../explorer/ages';
import { displayName } from '../../explorer/displayName';
import type { DbtMark } from '../../explorer/nodes';
import { crossChecks } from '../checks/cross/crossChecks';
import { lastBuild } from '../checks/cross/lastBuild';
import { sourceFreshness } from '../checks/cross/sourceFreshness';
import type { DbtFinding } from '../finding';
import type { DbtGraph, DbtNode } from '../graph/dbtGraph';
import { ancestorsOf, nodesByRelation, type NodesByRelation, testsById } from '../graph/graphQueries';
import type { NodeRun, RunState } from '../graph/runState';
import type { DbtProjectState } from './dbtState';
import { moodOf, sortedFindings } from './findingItem';
import { isBad, runWords, testWords } from './nodeItems';

/** A graph as somebody looks at it who comes from the database. It costs one walk over the graph: keep it with the graph. */
export interface RelationsOfGraph extends NodesByRelation {
  readonly tests: ReadonlyMap<string, readonly DbtNode[]>;
  /** The sources that a node is made from, found once for each node. */
  sourcesOf(node: DbtNode): readonly DbtNode[];
}

export function relationsOfGraph(graph: DbtGraph): RelationsOfGraph {
  const sources = new Map<string, readonly DbtNode[]>();
  return {
    ...nodesByRelation(graph),
    tests: testsById(graph),
    sourcesOf: (node) => {
      const known =
        sources.get(node.id) ?? ancestorsOf(graph, node.id).filter(({ kind }) => kind === 'source');
      sources.set(node.id, known);
      return known;
    },
  };
}

/** The checks that compare a model with what is there; the others of them say what the words say anyway. */
const drift: ReadonlySet<string> = new Set(
  crossChecks.map(({ id }) => id).filter((id) => id !== lastBuild.id && id !== sourceFreshness.id),
);

/** So many tests, sources or findings are named one by one. */
const named = 5;

/**
 * What a view of the database says of the relation of a node: its last run, its tests, its sources and whether it drifted.
 * @param now milliseconds since 1970
 */
export function relationMark(
  node: DbtNode,
  { project, runs, live, shown }: DbtProjectState,
  graph: Pick<RelationsOfGraph, 'tests' | 'sourcesOf'>,
  now: number,
): DbtMark {
  const run = runs.get(node.id);
  const tests = graph.tests.get(node.id) ?? [];
  const failing = tests.filter(({ id }) => isBad(runs.get(id)));
  const passed = tests.length > 0 && tests.every(({ id }) => runs.get(id)?.status === 'pass');
  const check = shown && live.get(shown.name);
  const checked = check?.kind === 'done' ? check : undefined;
  const late = new Set(
    (checked?.findings ?? [])
      .filter((each) => each.check === sourceFreshness.id && each.severity !== 'hint')
      .map((each) => each.node),
  );
  const isSource = node.kind === 'source';
  const stale = [...(isSource ? [node] : []), ...graph.sourcesOf(node)].filter(
    ({ id }) => late.has(id) || isBad(runs.get(id)),
  );
  const drifted = sortedFindings(
    (checked?.findings ?? []).filter((each) => each.node === node.id && drift.has(each.check)),
  );
  return {
    // What wants attention stands first: a narrow sidebar cuts the rest.
    words: [
      ...(drifted.length === 0 ? [] : [counted(drifted.length, 'difference')]),
      ...(stale.length === 0 ? [] : [counted(stale.length, 'stale source')]),
      ...(failing.length > 0 ? testWords(tests, failing, runs) : []),
      ...(run ? [`${isSource ? 'freshness' : 'dbt'} ${runWords(run, now)}`] : []),
      ...(passed ? testWords(tests, failing, runs) : []),
    ].join(' · '),
    mood: worst(drifted, run?.status, isBad(run) || failing.length > 0 || stale.length > 0),
    lines: [
      `dbt ${node.kind} ${displayName(`${project.name}.${node.name}`)}, ${displayName(node.file)}`,
      runLine(isSource ? 'Freshness by dbt' : 'Last run of dbt', run, now),
      ...testLines(tests, failing, runs),
      ...listed(stale.map((each) => staleWords(each, runs, now))),
      ...listed(drifted.map(({ message }) => `Differs: ${displayName(message)}`)),
      ...(checked
        ? [
            `Compared with the database ${ageWords((now - checked.at) / 1000)} ago${checked.older ? ', with an older profile' : ''}.`,
          ]
        : []),
    ],
  };
}

function worst(
  drifted: readonly DbtFinding[],
  status: string | undefined,
  isDoubtful: boolean,
): DbtMark['mood'] {
  const mood = moodOf(drifted);
  if (mood === 'error' || status === 'error' || status === 'runtime error') {
    return 'error';
  }
  return mood === 'warning' || isDoubtful ? 'warning' : 'plain';
}

function runLine(title: string, run: NodeRun | undefined, now: number): string {
  const seconds = run?.seconds === undefined ? '' : `, ${run.seconds.toFixed(1)} s`;
  return `${title}: ${run ? `${runWords(run, now)}${seconds}` : 'none is known.'}`;
}

function testLines(
  tests: readonly DbtNode[],
  failing: readonly DbtNode[],
  runs: RunState,
): readonly string[] {
  const failed = failing.map(({ id, name }) => {
    const rows = runs.get(id)?.rows ?? 0;
    return `Test ${displayName(name)}: ${runs.get(id)?.status ?? ''}${rows === 0 ? '' : `, ${counted(rows, 'row')}`}`;
  });
  const ran = tests.filter(({ id }) => runs.has(id)).length;
  const warned = failing.filter(({ id }) => runs.get(id)?.status === 'warn').length;
  const outcomes = [
    `${String(ran)} ran`,
    `${String(failing.length - warned)} failed`,
    ...(warned > 0 ? [`${String(warned)} warned`] : []),
  ];
  return tests.length === 0
    ? []
    : [
        `Tests: ${String(tests.length)}, of which ${outcomes.slice(0, -1).join(', ')} and ${outcomes.at(-1) ?? ''}`,
        ...listed(failed),
      ];
}

function staleWords({ id, name, sourceName }: DbtNode, runs: RunState, now: number): string {
  const run = runs.get(id);
  const full = displayName(sourceName === undefined ? name : `${sourceName}.${name}`);
  return `Stale source ${full}${run ? `: freshness ${runWords(run, now)}` : ''}`;
}

function listed(lines: readonly string[]): readonly string[] {
  return lines.length <= named
    ? lines
    : [...lines.slice(0, named), `… and ${String(lines.length - named)} more`];
}

function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
