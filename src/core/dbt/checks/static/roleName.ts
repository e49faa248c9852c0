import type { DbtCheck } from '../../check';
import { targetText } from '../../profiles/target';
import { edit, postgresTargets, reporter, type StaticFacts, valuePlace } from './staticFacts';

const report = reporter('role-name');

export const roleName: DbtCheck<StaticFacts> = {
  id: 'role-name',
  title: 'Role that needs quotes',
  severity: 'warning',
  explanation:
    'dbt writes `set role` and the value of `role` without quotes: a name with capitals means the one in small letters, and a name with `-` or a blank is an error of syntax. Quotes within the value help.',
  failsIn: 'dbt debug (connection test)',
  run: ({ project }) =>
    postgresTargets(project).flatMap((target) => {
      const field = target.fields.get('role');
      const role = targetText(target, 'role');
      if (
        !field ||
        role === undefined ||
        role === '' ||
        /^(?:[a-z_\u0080-\uffff][a-z0-9_$\u0080-\uffff]*|"(?:[^"]|"")+")$/.test(role)
      ) {
        return [];
      }
      const place = valuePlace(target, field);
      const isPlain = field.node.kind === 'scalar' && field.node.value === role && /^[\w -]+$/.test(role);
      return [
        report({
          severity: 'warning',
          message: `dbt sends the \`role\` of the target \`${target.name}\` without quotes, so PostgreSQL does not read it as \`${role}\`.`,
          place,
          target: target.name,
          fixes: isPlain ? [edit('Put it in quotes for PostgreSQL', place, `'"${role}"'`)] : [],
        }),
      ];
    }),
};
