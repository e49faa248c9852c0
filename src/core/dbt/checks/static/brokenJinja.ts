import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import type { DbtProject } from '../../project/dbtProject';
import { unrenderedOf } from './missingVariable';
import { projectPlace, reporter, type StaticFacts, valuePlace } from './staticFacts';

const report = reporter('broken-jinja');

export const brokenJinja: DbtCheck<StaticFacts> = {
  id: 'broken-jinja',
  title: 'Jinja that does not render',
  severity: 'error',
  explanation:
    'profiles.yml knows env_var and var, dbt_project.yml also target. Secrets (DBT_ENV_SECRET…) are allowed in profiles.yml only. A password that does not render is taken as it stands.',
  failsIn: 'dbt debug',
  run: ({ project }) => [...inTargets(project), ...inProject(project)],
};

function inTargets(project: DbtProject): readonly DbtFinding[] {
  return project.targets.flatMap((target) =>
    [...target.fields].flatMap(([name, field]) => {
      const unrendered = unrenderedOf(field);
      if (!unrendered || unrendered.missing.length > 0) {
        return [];
      }
      const isPassword = field.value.kind === 'secret';
      return [
        report({
          severity: isPassword || unrendered.doubtful ? 'hint' : 'error',
          message: `In \`${name}\` of the target \`${target.name}\`: ${unrendered.message}`,
          ...(isPassword
            ? { advice: 'dbt takes the password as it stands; single quotes and no braces say so.' }
            : {}),
          place: valuePlace(target, field),
          target: target.name,
        }),
      ];
    }),
  );
}

function inProject(project: DbtProject): readonly DbtFinding[] {
  // Without a target there is no `target` to render with; that it is missing is told elsewhere.
  if (!project.targets.some(({ isDefault }) => isDefault)) {
    return [];
  }
  return [...project.rendered].flatMap(([node, value]) =>
    value.kind === 'unrendered'
      ? [
          report({
            severity: value.doubtful ? 'hint' : 'error',
            message: `In dbt_project.yml: ${value.message}`,
            place: projectPlace(project, node.range),
          }),
        ]
      : [],
  );
}
