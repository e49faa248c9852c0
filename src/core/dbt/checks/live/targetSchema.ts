import { quoteIdentifier } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import { builtSchemas } from '../../live/builtNodes';
import { onCatalog } from '../../live/connectCheck';
import type { CrossFacts, LiveFacts } from '../../live/liveFacts';
import { aboutTarget, grantFix, sqlFix } from '../../live/liveFinding';
import { targetText } from '../../profiles/target';
import type { DbtFix } from '../../finding';

const id = 'target-schema';

export const targetSchema: DbtCheck<LiveFacts> = {
  id,
  title: 'Schema exists or may be created',
  severity: 'error',
  explanation:
    'dbt creates the schema of the target when it is not there (create schema if not exists), which needs CREATE on the database. dbt debug does not look.',
  failsIn: 'dbt run',
  run: onCatalog((facts) => {
    const schema = targetText(facts.target, 'schema');
    const { schemas, role } = facts.catalog;
    if (schema === undefined || !builtSchemas(facts.target, facts.graph).has(schema)) {
      return [];
    }
    if (schemas.has(schema) || role.createsSchemas) {
      return [];
    }
    return [
      aboutTarget(
        facts,
        {
          check: id,
          severity: 'error',
          message: `The schema ${schema} of target ${facts.target.name} does not exist, and ${role.name} may not create it.`,
          advice: schemaAdvice(facts),
          fixes: schemaFixes(facts, [schema]),
        },
        'schema',
      ),
    ];
  }),
};

/** Who can help where a schema is missing. */
export function schemaAdvice({ catalog }: Pick<CrossFacts, 'catalog'>): string {
  return `${catalog.server.databaseOwner}, who owns the database, or a superuser must create it, or grant CREATE on the database.`;
}

export function schemaFixes(
  { catalog }: Pick<CrossFacts, 'catalog'>,
  schemas: readonly string[],
): readonly DbtFix[] {
  const { role, server } = catalog;
  const builder = quoteIdentifier(role.name);
  return [
    sqlFix(
      'Create what is missing, owned by the role of dbt',
      ...schemas.map((schema) => `CREATE SCHEMA ${quoteIdentifier(schema)} AUTHORIZATION ${builder}`),
    ),
    grantFix('Let it create schemas', {
      privileges: ['CREATE'],
      on: 'database',
      name: server.info.database,
      role: role.name,
    }),
  ];
}
