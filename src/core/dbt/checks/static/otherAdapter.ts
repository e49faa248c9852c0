import type { DbtCheck } from '../../check';
import { targetText } from '../../profiles/target';
import { edit, keyPlace, reporter, type StaticFacts, valuePlace } from './staticFacts';

const report = reporter('other-adapter');

const meantPostgres: readonly string[] = ['postgresql', 'postgre', 'pg', 'psql', 'postgress', 'postgresdb'];

export const otherAdapter: DbtCheck<StaticFacts> = {
  id: 'other-adapter',
  title: 'Target for another database',
  severity: 'error',
  explanation:
    '`type` names the adapter: `postgres` for PostgreSQL. A target of another type, such as `duckdb`, is left alone here: it is checked by dbt and its adapter.',
  failsIn: 'dbt debug',
  run: ({ project }) =>
    project.targets.flatMap((target) => {
      const type = targetText(target, 'type');
      const field = target.fields.get('type');
      if (!field || type === 'postgres' || field.value.kind === 'unrendered') {
        return [];
      }
      if (type === undefined || field.value.kind !== 'value' || typeof field.value.value !== 'string') {
        return [
          report({
            severity: 'error',
            message: `The \`type\` of the target \`${target.name}\` is no name of an adapter, such as \`postgres\`.`,
            place: valuePlace(target, field),
            target: target.name,
          }),
        ];
      }
      const isMeant = type.toLowerCase() === 'postgres' || meantPostgres.includes(type.toLowerCase());
      const place = isMeant ? valuePlace(target, field) : keyPlace(target, 'type');
      return [
        isMeant
          ? report({
              severity: 'error',
              message: `dbt has no adapter \`${type}\`; PostgreSQL's is called \`postgres\`.`,
              place,
              target: target.name,
              fixes: [edit('Use postgres', place, 'postgres')],
            })
          : report({
              severity: 'hint',
              message: `The target \`${target.name}\` is for \`${type}\` and not for PostgreSQL, so it is not checked further.`,
              place,
              target: target.name,
            }),
      ];
    }),
};
