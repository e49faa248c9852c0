import type { DbtCheck } from '../../check';
import { targetText } from '../../profiles/target';
import { projectScalar } from '../../project/dbtProject';
import { projectConfigs, projectPlace, reporter, type StaticFacts } from './staticFacts';

const report = reporter('other-database');

export const otherDatabase: DbtCheck<StaticFacts> = {
  id: 'other-database',
  title: 'Models in another database',
  severity: 'warning',
  explanation:
    'PostgreSQL cannot read or write across databases, so dbt refuses a `+database` that is not the database of the target.',
  failsIn: 'dbt run',
  run: ({ project }) => {
    const target = project.targets.find(({ isDefault }) => isDefault);
    const own =
      target && targetText(target, 'type') === 'postgres' ? targetText(target, 'database') : undefined;
    if (!target || own === undefined) {
      return [];
    }
    return projectConfigs(project, 'database').flatMap(({ entry }) => {
      const database = projectScalar(project, entry.value);
      return typeof database === 'string' && database !== own
        ? [
            report({
              severity: 'warning',
              message: `These models want the database \`${database}\`, and the target \`${target.name}\` has \`${own}\`; PostgreSQL cannot do both.`,
              advice: 'Remove it, or take a schema instead.',
              place: projectPlace(project, entry.value.range),
              target: target.name,
            }),
          ]
        : [];
    });
  },
};
