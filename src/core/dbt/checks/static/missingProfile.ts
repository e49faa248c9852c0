import type { DbtFinding } from '../../finding';
import type { DbtCheck } from '../../check';
import type { DbtProject } from '../../project/dbtProject';
import { yamlEntry } from '../../yaml/yamlNode';
import { nearName } from '../../refs/nearName';
import {
  edit,
  isBroken,
  profileEntry,
  profilesPlace,
  projectPlace,
  reporter,
  type StaticFacts,
  wholeFile,
  yamlScalar,
} from './staticFacts';

const report = reporter('missing-profile');

export const missingProfile: DbtCheck<StaticFacts> = {
  id: 'missing-profile',
  title: 'Missing profile',
  severity: 'error',
  explanation:
    'dbt takes the name of the profile from `profile` in dbt_project.yml (or --profile, DBT_PROFILE) and looks for it in profiles.yml: in the folder that --profiles-dir, DBT_ENGINE_PROFILES_DIR or DBT_PROFILES_DIR names, otherwise in the working directory, then in ~/.dbt.',
  failsIn: 'dbt debug',
  run: ({ project }) => {
    const found = find(project);
    return found ? [found] : [];
  },
};

function find(project: DbtProject): DbtFinding | undefined {
  const { document, profileName, profiles } = project;
  const key = yamlEntry(document.root, 'profile');
  if (profileName === undefined) {
    const isUnrendered = key && project.rendered.get(key.value)?.kind === 'unrendered';
    // An unreadable file, or Jinja that does not render, is told elsewhere.
    return document.root?.kind !== 'map' || isBroken(document) || isUnrendered === true
      ? undefined
      : withoutName(project);
  }
  if (!profiles) {
    return project.problems.some(({ file }) => project.profilesSearched.includes(file))
      ? undefined
      : withoutFile(project);
  }
  if (profiles.document.root?.kind !== 'map') {
    return profiles.document.problems.length > 0
      ? undefined
      : report({
          severity: 'error',
          message: 'The file profiles.yml is empty, so dbt finds no profile in it.',
          place: profilesPlace(project, wholeFile),
        });
  }
  return profileEntry(project) ? undefined : withoutProfile(project, profileName);
}

function withoutName(project: DbtProject): DbtFinding {
  const names = profileNames(project);
  const place = projectPlace(project, wholeFile);
  const [only] = names;
  return report({
    severity: 'error',
    message: 'dbt_project.yml names no `profile`, so dbt does not know how to connect.',
    advice: names.length > 0 ? `profiles.yml has ${list(names)}.` : 'Add a line such as `profile: name`.',
    place,
    fixes:
      only === undefined || names.length > 1
        ? []
        : [edit(`Use the profile ${only}`, place, `profile: ${yamlScalar(only)}\n`)],
  });
}

function withoutFile(project: DbtProject): DbtFinding {
  const key = yamlEntry(project.document.root, 'profile');
  return report({
    severity: 'error',
    message: `There is no profiles.yml for the profile \`${project.profileName ?? ''}\`; dbt looks for ${list(project.profilesSearched)}.`,
    advice: 'Make one of these files, or set DBT_PROFILES_DIR to the folder of yours.',
    place: projectPlace(project, key ? key.keyRange : wholeFile),
  });
}

function withoutProfile(project: DbtProject, name: string): DbtFinding {
  const names = profileNames(project);
  const key = yamlEntry(project.document.root, 'profile');
  const place = projectPlace(project, key ? key.value.range : wholeFile);
  const isChosen =
    key?.value.kind === 'scalar' && !project.rendered.has(key.value) && key.value.value !== name;
  const meant = isChosen ? undefined : (nearName(name, names) ?? (names.length === 1 ? names[0] : undefined));
  return report({
    severity: 'error',
    message: `profiles.yml has no profile \`${name}\`${isChosen ? ', which DBT_PROFILE or --profile names' : ''}.`,
    advice: names.length > 0 ? `It has ${list(names)}.` : 'It has none at all.',
    place,
    fixes: meant === undefined || !key ? [] : [edit(`Use the profile ${meant}`, place, yamlScalar(meant))],
  });
}

function profileNames({ profiles }: DbtProject): readonly string[] {
  const root = profiles?.document.root;
  // `config` holds settings of dbt and is no profile.
  return root?.kind === 'map' ? root.entries.map(({ key }) => key).filter((key) => key !== 'config') : [];
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
