import type { DbtCheck } from '../../check';
import type { DbtProject } from '../../project/dbtProject';
import { yamlEntry, type YamlNode } from '../../yaml/yamlNode';
import { projectPlace, reporter, type StaticFacts } from './staticFacts';

const report = reporter('required-version');

const engines: Readonly<Record<DbtProject['surroundings']['engine'], readonly number[]>> = {
  v1: [1],
  v2: [2],
  unknown: [1, 2],
};

export const requiredVersion: DbtCheck<StaticFacts> = {
  id: 'required-version',
  title: 'Another version of dbt required',
  severity: 'error',
  explanation:
    '`require-dbt-version` names the versions that may run the project, such as [">=1.9.0", "<2.0.0"]; all of them must hold. Others refuse it.',
  failsIn: 'dbt parse',
  run: ({ project }) => {
    const entry = yamlEntry(project.document.root, 'require-dbt-version');
    const rules = scalars(entry?.value)
      .flatMap((text) => text.split(','))
      .map(ruleOf);
    const { engine } = project.surroundings;
    if (
      !entry ||
      rules.length === 0 ||
      rules.some((rule) => !rule) ||
      engines[engine].some((major) => allows(rules, major))
    ) {
      return [];
    }
    const which = engine === 'unknown' ? 'Neither dbt 1 nor dbt 2' : `No dbt ${engine.slice(1)}`;
    return [
      report({
        severity: 'error',
        message: `${which} may run this project: \`require-dbt-version\` leaves it out.`,
        place: projectPlace(project, entry.value.range),
      }),
    ];
  },
};

interface Rule {
  readonly operator: string;
  /** As one number that grows with the version. */
  readonly version: number;
}

function ruleOf(text: string): Rule | undefined {
  const [, operator = '', major, minor, patch] =
    /^\s*([<>]=?|==?|)\s*(\d+)\.(\d+)\.(\d+)\S*\s*$/.exec(text) ?? [];
  return major === undefined
    ? undefined
    : { operator, version: Number(major) * step + Number(minor) * 1000 + Number(patch) };
}

const step = 1_000_000;

/** Whether some version of a major version holds to all rules. */
function allows(rules: readonly (Rule | undefined)[], major: number): boolean {
  let first = major * step;
  let last = (major + 1) * step - 1;
  for (const rule of rules) {
    const { operator, version } = rule ?? { operator: '>=', version: 0 };
    if (!operator.startsWith('<')) {
      first = Math.max(first, operator === '>' ? version + 1 : version);
    }
    if (!operator.startsWith('>')) {
      last = Math.min(last, operator === '<' ? version - 1 : version);
    }
  }
  return first <= last;
}

function scalars(node: YamlNode | undefined): readonly string[] {
  if (node?.kind === 'list') {
    return node.items.flatMap(scalars);
  }
  return node?.kind === 'scalar' && node.value !== null ? [String(node.value)] : [];
}
