import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import type { DbtProject } from '../../project/dbtProject';
import { yamlEntry } from '../../yaml/yamlNode';
import { nearName } from '../../refs/nearName';
import { edit, profileEntry, profilesPlace, reporter, type StaticFacts, yamlScalar } from './staticFacts';

const report = reporter('unknown-target');

export const unknownTarget: DbtCheck<StaticFacts> = {
  id: 'unknown-target',
  title: 'Unknown target',
  severity: 'error',
  explanation:
    'Without --target dbt takes the target that `target` of the profile names, and `default` when it names none. A target that is not among the `outputs` is an error.',
  failsIn: 'dbt debug',
  run: ({ project }) => {
    const found = find(project);
    return found ? [found] : [];
  },
};

function find(project: DbtProject): DbtFinding | undefined {
  const { targets, defaultTarget } = project;
  const profile = profileEntry(project);
  if (!profile || targets.length === 0 || targets.some(({ isDefault }) => isDefault)) {
    return undefined;
  }
  const key = yamlEntry(profile.value, 'target');
  const names = targets.map(({ name }) => name);
  const advice = `The profile has ${names.map((name) => `\`${name}\``).join(', ')}.`;
  if (defaultTarget === undefined) {
    return report({
      severity: 'error',
      message: `The \`target\` of the profile \`${profile.key}\` does not render, so dbt does not know which target to take.`,
      advice,
      place: profilesPlace(project, key ? key.value.range : profile.keyRange),
    });
  }
  const [first] = names;
  if (!key) {
    return report({
      severity: 'error',
      message: `The profile \`${profile.key}\` names no \`target\`, and has none called \`default\`, which dbt takes then.`,
      advice,
      place: profilesPlace(project, profile.keyRange),
      fixes:
        first === undefined || profile.value.kind !== 'map'
          ? []
          : [
              edit(
                `Make ${first} the target`,
                firstKey(project, profile.value.range.start),
                `target: ${yamlScalar(first)}\n${indentation(project, profile.value.range.start)}`,
              ),
            ],
    });
  }
  const written = key.value.kind === 'scalar' ? String(key.value.value) : '';
  if (written !== defaultTarget && !written.includes('{{')) {
    return report({
      severity: 'error',
      message: `The profile \`${profile.key}\` has no target \`${defaultTarget}\`, which DBT_TARGET or --target names.`,
      advice,
      place: profilesPlace(project, profile.keyRange),
    });
  }
  const meant = nearName(defaultTarget, names) ?? (names.length === 1 ? first : undefined);
  const place = profilesPlace(project, key.value.range);
  return report({
    severity: 'error',
    message: `The profile \`${profile.key}\` has no target \`${defaultTarget}\`.`,
    advice,
    place,
    fixes: meant === undefined ? [] : [edit(`Use the target ${meant}`, place, yamlScalar(meant))],
  });
}

function firstKey(project: DbtProject, start: number) {
  return profilesPlace(project, { start, end: start });
}

/** The blanks before the first key of a map, for one more key before it. */
function indentation({ profiles }: DbtProject, start: number): string {
  const before = profiles?.document.text.slice(0, start) ?? '';
  return /[^\n]*$/.exec(before)?.[0] ?? '';
}
