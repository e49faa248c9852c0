import type { DbtCheck } from '../../check';
import { nearName } from '../../refs/nearName';
import { oldProjectKeys, projectKeys } from './projectKeys';
import { edit, projectPlace, projectRoot, reporter, type StaticFacts } from './staticFacts';

const report = reporter('unknown-project-key');

export const unknownProjectKey: DbtCheck<StaticFacts> = {
  id: 'unknown-project-key',
  title: 'Unknown key of dbt_project.yml',
  severity: 'error',
  explanation:
    'dbt refuses a key that it does not know. The keys are written with `-`, as in `model-paths`; only `data_tests` and `unit_tests` have `_`.',
  failsIn: 'dbt parse',
  run: ({ project }) =>
    (projectRoot(project)?.entries ?? []).flatMap(({ key, keyRange }) => {
      if (projectKeys.includes(key) || oldProjectKeys.has(key)) {
        return [];
      }
      const place = projectPlace(project, keyRange);
      const meant = nearName(key, projectKeys);
      return [
        report({
          severity: 'error',
          message: `dbt knows no key \`${key}\` in dbt_project.yml${meant === undefined ? '' : `; \`${meant}\` may be meant`}.`,
          place,
          fixes: meant === undefined ? [] : [edit(`Rename it to ${meant}`, place, meant)],
        }),
      ];
    }),
};
