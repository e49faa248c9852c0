import type { DbtCheck } from '../../check';
import { utf8Length } from './utf8Length';
import { targetText } from '../../profiles/target';
import { postgresTargets, reporter, type StaticFacts, valuePlace } from './staticFacts';

const report = reporter('schema-name');

export const schemaName: DbtCheck<StaticFacts> = {
  id: 'schema-name',
  title: 'Name that PostgreSQL cannot keep',
  severity: 'warning',
  explanation:
    'An empty schema or one that begins with pg_ cannot be created, and of a name PostgreSQL keeps 63 bytes: dbt then looks for a schema by another name than it has.',
  failsIn: 'dbt run',
  run: ({ project }) =>
    postgresTargets(project).flatMap((target) => {
      const field = target.fields.get('schema');
      const name = targetText(target, 'schema');
      if (!field || name === undefined) {
        return [];
      }
      const fault = faultOf(name);
      return fault === undefined
        ? []
        : [
            report({
              severity: 'warning',
              message: `The \`schema\` of the target \`${target.name}\` ${fault}.`,
              place: valuePlace(target, field),
              target: target.name,
            }),
          ];
    }),
};

function faultOf(name: string): string | undefined {
  if (name === '') {
    return 'is empty';
  }
  if (/^pg_/i.test(name)) {
    return 'begins with `pg_`, which PostgreSQL keeps for itself';
  }
  const bytes = utf8Length(name);
  return bytes > 63 ? `has ${String(bytes)} bytes, and PostgreSQL keeps 63` : undefined;
}
