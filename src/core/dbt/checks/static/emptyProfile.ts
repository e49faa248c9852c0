import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import type { DbtProject } from '../../project/dbtProject';
import { yamlEntry } from '../../yaml/yamlNode';
import { isBroken, profileEntry, profilesPlace, reporter, type StaticFacts } from './staticFacts';

const report = reporter('empty-profile');

export const emptyProfile: DbtCheck<StaticFacts> = {
  id: 'empty-profile',
  title: 'Profile without targets',
  severity: 'error',
  explanation:
    'A profile is a map with `target` and `outputs`; `outputs` holds the targets by their names, each a map with `type` and the fields of the connection.',
  failsIn: 'dbt debug',
  run: ({ project }) => find(project),
};

function find(project: DbtProject): readonly DbtFinding[] {
  const profile = profileEntry(project);
  if (!profile || isBroken(project.profiles?.document)) {
    return [];
  }
  const { key, keyRange, value } = profile;
  const tell = (message: string, range = keyRange): readonly DbtFinding[] => [
    report({ severity: 'error', message, place: profilesPlace(project, range) }),
  ];
  if (value.kind !== 'map' || value.entries.length === 0) {
    return tell(`The profile \`${key}\` is empty: it needs \`target\` and \`outputs\`.`);
  }
  const outputs = yamlEntry(value, 'outputs');
  if (!outputs) {
    return tell(`The profile \`${key}\` has no \`outputs\`, where its targets stand.`);
  }
  if (outputs.value.kind !== 'map') {
    return tell(`The \`outputs\` of the profile \`${key}\` hold no target.`, outputs.keyRange);
  }
  return outputs.value.entries
    .filter((target) => target.value.kind !== 'map')
    .map((target) =>
      report({
        severity: 'error',
        message: `The target \`${target.key}\` of the profile \`${key}\` is no map of fields.`,
        place: profilesPlace(project, target.keyRange),
        target: target.key,
      }),
    );
}
