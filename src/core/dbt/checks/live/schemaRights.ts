import { quoteIdentifier } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import { builtSchemas } from '../../live/builtNodes';
import { onCatalog } from '../../live/connectCheck';
import type { CrossFacts, LiveFacts, TargetSchema } from '../../live/liveFacts';
import { aboutTarget, grantFix, sqlFix } from '../../live/liveFinding';

const id = 'schema-rights';

export const schemaRights: DbtCheck<LiveFacts> = {
  id,
  title: 'Rights on the schemas',
  severity: 'error',
  explanation:
    'To build a relation dbt needs USAGE and CREATE on its schema. From PostgreSQL 15 on nobody but its owner may create in public.',
  failsIn: 'dbt run',
  run: onCatalog((facts) => {
    return [...builtSchemas(facts.target, facts.graph)].flatMap((name) => {
      const schema = facts.catalog.schemas.get(name);
      return schema && !(schema.usage && schema.create) ? [lacking(facts, schema)] : [];
    });
  }),
};

function lacking(facts: LiveFacts & Pick<CrossFacts, 'catalog'>, schema: TargetSchema): DbtFinding {
  const { role, server } = facts.catalog;
  const rights = [...(schema.usage ? [] : ['USAGE']), ...(schema.create ? [] : ['CREATE'])];
  const newPublic = schema.name === 'public' && server.info.version >= 150_000;
  const grant = `GRANT ${rights.join(', ')} ON SCHEMA ${quoteIdentifier(schema.name)} TO ${quoteIdentifier(role.name)}`;
  return aboutTarget(
    facts,
    {
      check: id,
      severity: 'error',
      message: `${role.name} lacks ${rights.join(' and ')} on the schema ${schema.name} of target ${facts.target.name}.`,
      advice: newPublic
        ? 'From PostgreSQL 15 on nobody but its owner may create in public: choose a schema of dbt’s own.'
        : `${schema.owner}, who owns the schema, must grant it.`,
      fixes: [
        grantFix(`Grant ${rights.join(' and ')}`, {
          privileges: rights,
          on: 'schema',
          name: schema.name,
          role: role.name,
        }),
        sqlFix('Show the statement', grant),
      ],
    },
    'schema',
  );
}
