import type { DbtCheck } from '../../check';
import { targetText } from '../../profiles/target';
import { postgresTargets, reporter, type StaticFacts, valuePlace } from './staticFacts';

const report = reporter('public-schema');

export const publicSchema: DbtCheck<StaticFacts> = {
  id: 'public-schema',
  title: 'Models in the schema public',
  severity: 'warning',
  explanation:
    'Models in `public` stand among the tables of others, and dbt replaces what has the name of a model. From PostgreSQL 15 on, only the owner of the database may create tables in `public`.',
  failsIn: 'dbt run',
  run: ({ project }) =>
    postgresTargets(project).flatMap((target) => {
      const field = target.fields.get('schema');
      return field && targetText(target, 'schema')?.toLowerCase() === 'public'
        ? [
            report({
              severity: 'warning',
              message: `The target \`${target.name}\` builds into the schema \`public\`.`,
              advice: 'Give the project a schema of its own, such as `marts` or `dbt_` with your name.',
              place: valuePlace(target, field),
              target: target.name,
            }),
          ]
        : [];
    }),
};
