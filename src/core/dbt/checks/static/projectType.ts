import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import type { DbtProject } from '../../project/dbtProject';
import { projectScalar } from '../../project/dbtProject';
import type { YamlEntry, YamlNode } from '../../yaml/yamlNode';
import { edit, isBroken, projectPlace, projectRoot, reporter, type StaticFacts } from './staticFacts';

const report = reporter('project-type');

type Wanted = 'text' | 'texts' | 'textOrTexts' | 'whole' | 'map' | 'mapOrNothing' | 'version';

/** Source: dbt-core 1.11, contracts/project.py, and the empty values that config/renderer.py puts in the place of nothing. */
const wantedTypes: ReadonlyMap<string, Wanted> = new Map<string, Wanted>([
  ...[
    'model-paths',
    'seed-paths',
    'test-paths',
    'analysis-paths',
    'macro-paths',
    'snapshot-paths',
    'docs-paths',
  ].map((key) => [key, 'texts'] as const),
  ...['asset-paths', 'function-paths', 'clean-targets'].map((key) => [key, 'texts'] as const),
  ...['profile', 'target-path', 'log-path', 'packages-install-path'].map((key) => [key, 'text'] as const),
  ...['on-run-start', 'on-run-end', 'require-dbt-version'].map((key) => [key, 'textOrTexts'] as const),
  ...['models', 'seeds', 'snapshots', 'vars', 'quoting'].map((key) => [key, 'mapOrNothing'] as const),
  ...['sources', 'data_tests', 'unit_tests', 'exposures', 'flags'].map((key) => [key, 'map'] as const),
  ['config-version', 'whole'],
  ['version', 'version'],
]);

const words: Readonly<Record<Wanted, string>> = {
  text: 'text',
  texts: 'a list of texts',
  textOrTexts: 'text, or a list of texts',
  whole: 'a whole number',
  map: 'a map',
  mapOrNothing: 'a map',
  version: 'a version such as `1.0.0`, or a number',
};

export const projectType: DbtCheck<StaticFacts> = {
  id: 'project-type',
  title: 'Value of the wrong type in dbt_project.yml',
  severity: 'error',
  explanation:
    'dbt compares dbt_project.yml with a schema: paths are lists, also of one folder, and `models`, `seeds` and the like are maps.',
  failsIn: 'dbt parse',
  run: ({ project }) =>
    isBroken(project.document)
      ? []
      : (projectRoot(project)?.entries ?? []).flatMap((entry) => told(project, entry)),
};

function told(project: DbtProject, { key, keyRange, value }: YamlEntry): readonly DbtFinding[] {
  const wanted = wantedTypes.get(key);
  if (wanted === undefined || fits(project, value, wanted)) {
    return [];
  }
  const range = value.range.end > value.range.start ? value.range : keyRange;
  const place = projectPlace(project, range);
  const text = project.document.text.slice(range.start, range.end);
  const isPath =
    wanted === 'texts' && value.kind === 'scalar' && typeof value.value === 'string' && !text.includes('\n');
  return [
    report({
      severity: 'error',
      message: `The \`${key}\` of dbt_project.yml is not what dbt wants: ${words[wanted]}.`,
      place,
      fixes: isPath ? [edit('Make it a list', place, `[${text}]`)] : [],
    }),
  ];
}

function fits(project: DbtProject, node: YamlNode, wanted: Wanted): boolean {
  if (node.kind === 'scalar' && project.rendered.get(node)?.kind === 'unrendered') {
    // That it does not render is told by another check.
    return true;
  }
  const value = projectScalar(project, node);
  if (value === null) {
    return wanted !== 'map';
  }
  switch (wanted) {
    case 'text':
      return typeof value === 'string';
    case 'texts':
      return (
        node.kind === 'list' && node.items.every((item) => typeof projectScalar(project, item) === 'string')
      );
    case 'textOrTexts':
      return typeof value === 'string' || fits(project, node, 'texts');
    case 'whole':
      return typeof value === 'number' && Number.isInteger(value);
    case 'map':
    case 'mapOrNothing':
      return node.kind === 'map';
    case 'version':
      return typeof value === 'number' || (typeof value === 'string' && semantic.test(value));
  }
}

/** With two numbers, such as `1.0`, or by semantic versioning. Source: dbt-core 1.11, contracts/project.py (sem_ver_pattern) */
const semantic =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)(?:-[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?)?$/;
