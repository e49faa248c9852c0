import { ageWords } from '../../explorer/ages';
import { displayName } from '../../explorer/displayName';
import type { DbtFinding } from '../finding';
import type { DbtNode } from '../graph/dbtGraph';
import type { NodeRun, RunState } from '../graph/runState';
import { type DbtItem, type DbtMood, leaf } from './dbtItem';
import { type CheckTitles, findingItem, moodOf, sortedFindings } from './findingItem';

/** What the lines of nodes are made from. */
export interface NodeContext {
  readonly root: string;
  readonly runs: RunState;
  readonly findings: ReadonlyMap<string, readonly DbtFinding[]>;
  /** The tests of each node, by its id. */
  readonly tests: ReadonlyMap<string, readonly DbtNode[]>;
  readonly checks: CheckTitles;
  readonly now: number;
  /** The path of a file that the graph names from the project's folder. */
  readonly path: (relative: string) => string;
}

/** The line of a model, a seed, a snapshot or a source, with its tests and findings below. */
export function nodeItem(node: DbtNode, context: NodeContext, within: string): DbtItem {
  const { root, runs, now } = context;
  const id = `${within}/${node.id}`;
  const tests = context.tests.get(node.id) ?? [];
  const findings = sortedFindings(context.findings.get(node.id) ?? []);
  const run = runs.get(node.id);
  const failing = tests.filter((test) => isBad(runs.get(test.id)));
  return {
    id,
    label: displayName(node.name),
    // What wants attention stands first: a narrow sidebar cuts the rest.
    description: [
      ...(node.enabled ? [] : ['disabled']),
      ...(failing.length > 0 ? testWords(tests, failing, runs) : []),
      ...(node.materialized === undefined || node.kind === 'seed' ? [] : [displayName(node.materialized)]),
      ...(run ? [runWords(run, now)] : []),
      ...(failing.length > 0 ? [] : testWords(tests, failing, runs)),
    ].join(' · '),
    icon: iconOf(node),
    mood: moodOfNode(run, failing, findings),
    tooltip: nodeTooltip(node, run, now),
    subject: { kind: 'node', root, node: node.id },
    place: { file: context.path(node.file), range: { start: 0, end: 0 } },
    open: tests.length + findings.length === 0 ? 'leaf' : 'closed',
    children: () => [
      ...findings.map((finding) => findingItem(finding, { root, within: id, checks: context.checks })),
      ...tests.map((test) => testItem(test, context, id)),
    ],
  };
}

/** `success 2 h ago`, with the status as dbt says it. */
export function runWords({ status, at }: NodeRun, now: number): string {
  const time = Date.parse(at);
  return Number.isNaN(time) ? status : `${status} ${ageWords((now - time) / 1000)} ago`;
}

function testItem(test: DbtNode, { root, runs, now, path }: NodeContext, within: string): DbtItem {
  const run = runs.get(test.id);
  const [icon, mood] = testLook(run);
  const rows = run?.rows ?? 0;
  return leaf({
    id: `${within}/${test.id}`,
    label: displayName(test.name),
    description: [
      ...(run ? [runWords(run, now)] : ['not run']),
      ...(isBad(run) && rows > 0 ? [`${String(rows)} ${rows === 1 ? 'row' : 'rows'}`] : []),
    ].join(' · '),
    icon,
    mood,
    tooltip: [
      `Test ${displayName(test.name)}`,
      ...(run?.message === undefined ? [] : [displayName(run.message)]),
    ],
    subject: { kind: 'node', root, node: test.id },
    place: { file: path(test.propertiesFile ?? test.file), range: { start: 0, end: 0 } },
  });
}

function testLook(run: NodeRun | undefined): readonly [icon: string, mood: DbtMood] {
  switch (run?.status) {
    case undefined:
    case 'skipped':
      return ['circle-outline', 'plain'];
    case 'pass':
    case 'success':
      return ['pass', 'good'];
    case 'warn':
      return ['warning', 'warning'];
    default:
      return ['error', 'error'];
  }
}

const badStatuses = ['error', 'fail', 'warn', 'runtime error', 'partial success'];

/** Whether dbt says of a run that not all is well. */
export function isBad(run: NodeRun | undefined): boolean {
  return run !== undefined && badStatuses.includes(run.status);
}

/** `1 of 3 tests failed`, or how many there are. With `severity: warn` a test does not fail: dbt says that it warned. */
export function testWords(
  tests: readonly DbtNode[],
  failing: readonly DbtNode[],
  runs: RunState,
): readonly string[] {
  if (tests.length === 0) {
    return [];
  }
  const noun = tests.length === 1 ? 'test' : 'tests';
  if (failing.length > 0) {
    const warned = failing.filter(({ id }) => runs.get(id)?.status === 'warn').length;
    const failed = failing.length - warned;
    const words = [
      ...(failed > 0 ? [`${String(failed)} of ${String(tests.length)} ${noun} failed`] : []),
      ...(warned > 0 ? [`${String(warned)} of ${String(tests.length)} ${noun} warned`] : []),
    ];
    return [words.join(', ')];
  }
  const passed = tests.every(({ id }) => runs.get(id)?.status === 'pass');
  return [`${String(tests.length)} ${noun}${passed ? ' passed' : ''}`];
}

function moodOfNode(
  run: NodeRun | undefined,
  failing: readonly DbtNode[],
  findings: readonly DbtFinding[],
): DbtMood {
  const found = moodOf(findings);
  if (found === 'error' || run?.status === 'error' || run?.status === 'runtime error') {
    return 'error';
  }
  if (found === 'warning' || failing.length > 0 || isBad(run)) {
    return 'warning';
  }
  return run === undefined || run.status === 'skipped' ? 'plain' : 'good';
}

function nodeTooltip(node: DbtNode, run: NodeRun | undefined, now: number): readonly string[] {
  const { relation } = node;
  return [
    `${node.kind} ${displayName(node.name)}${node.materialized === undefined ? '' : `, ${displayName(node.materialized)}`}`,
    ...(relation ? [displayName(`${relation.schema}.${relation.name}`)] : []),
    ...(node.description === '' ? [] : [displayName(node.description)]),
    ...(node.tags.length === 0 ? [] : [`Tags: ${node.tags.map(displayName).join(', ')}`]),
    ...(run
      ? [`Last run: ${runWords(run, now)}${run.seconds === undefined ? '' : `, ${run.seconds.toFixed(1)} s`}`]
      : ['Last run: none is known.']),
    ...(run?.message === undefined ? [] : [displayName(run.message)]),
  ];
}

function iconOf({ kind, materialized }: DbtNode): string {
  return kindIcons.get(kind) ?? materializedIcons.get(materialized ?? '') ?? 'file-code';
}

const kindIcons: ReadonlyMap<DbtNode['kind'], string> = new Map([
  ['seed', 'symbol-array'],
  ['snapshot', 'history'],
  ['source', 'database'],
]);

const materializedIcons: ReadonlyMap<string, string> = new Map([
  ['table', 'table'],
  ['incremental', 'layers'],
  ['view', 'eye'],
  ['materialized_view', 'zap'],
  ['ephemeral', 'circle-dashed'],
]);
