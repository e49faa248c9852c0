import type { DbtCheck } from '../../check';
import { targetText } from '../../profiles/target';
import { projectScalar } from '../../project/dbtProject';
import { postgresTargets, projectConfigs, projectPlace, reporter, type StaticFacts } from './staticFacts';

const report = reporter('doubled-schema');

export const doubledSchema: DbtCheck<StaticFacts> = {
  id: 'doubled-schema',
  title: 'Doubled schema',
  severity: 'warning',
  explanation:
    'dbt puts the schema of the target before a custom schema: with `schema: marts` in the profile and `+schema: marts` in the project, the tables are built in `marts_marts`. A macro `generate_schema_name` of the project changes that.',
  failsIn: undefined,
  run: ({ project }) => {
    if (project.macros.some(({ name }) => /^(?:default__|postgres__)?generate_schema_name$/.test(name))) {
      return [];
    }
    return projectConfigs(project, 'schema').flatMap(({ entry }) => {
      const custom = projectScalar(project, entry.value);
      const target = postgresTargets(project).find((each) => {
        const schema = targetText(each, 'schema');
        return schema !== undefined && schema !== '' && schema === custom;
      });
      return target && typeof custom === 'string'
        ? [
            report({
              severity: 'warning',
              message: `With the target \`${target.name}\` these tables are built in \`${custom}_${custom}\`: dbt puts the schema of the target before \`+schema: ${custom}\`.`,
              advice:
                'Remove it here, give the target another schema, or define the macro `generate_schema_name`.',
              place: projectPlace(project, entry.value.range),
              target: target.name,
            }),
          ]
        : [];
    });
  },
};
