import { quoteIdentifier, quoteQualified } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import { neededSources } from '../../live/buildsHere';
import type { RelationNode } from '../../live/builtNodes';
import { onGraph } from '../../live/connectCheck';
import { type CrossFacts, type LiveFacts, relationKey } from '../../live/liveFacts';
import { aboutNode, grantFix, sqlFix } from '../../live/liveFinding';

const id = 'source-rights';

export const sourceRights: DbtCheck<LiveFacts> = {
  id,
  title: 'Sources may be read',
  severity: 'error',
  explanation:
    'dbt needs SELECT on each source and USAGE on its schema. Default privileges help only for what the role creates that they were given for.',
  failsIn: 'dbt run',
  run: onGraph((facts) => neededSources(facts).flatMap((source) => lacking(facts, source))),
};

function lacking(facts: CrossFacts, source: RelationNode): readonly DbtFinding[] {
  const { relations, schemas, role } = facts.catalog;
  const relation = relations.get(relationKey(source.relation));
  const schema = schemas.get(source.relation.schema);
  if (!relation || !schema || (relation.select && schema.usage)) {
    return [];
  }
  const to = quoteIdentifier(role.name);
  const name = quoteQualified(relation.schema, relation.name);
  const lacks = [
    ...(schema.usage ? [] : [{ right: 'USAGE on its schema', owner: schema.owner }]),
    ...(relation.select ? [] : [{ right: 'SELECT', owner: relation.owner }]),
  ];
  const message = `${role.name} may not read the source ${name} on target ${facts.target.name}: it lacks ${lacks.map(({ right }) => right).join(' and ')}.`;
  const advice = `${[...new Set(lacks.map(({ owner }) => owner))].join(' and ')} must grant it.`;
  const fixes = [
    grantFix(
      'Grant what is missing',
      ...(schema.usage ? [] : [{ privileges: ['USAGE'], on: 'schema', name: schema.name, role: role.name }]),
      ...(relation.select
        ? []
        : [
            {
              privileges: ['SELECT'],
              on: 'relation',
              schema: relation.schema,
              name: relation.name,
              role: role.name,
            },
          ]),
    ),
    sqlFix(
      'Show the statements',
      ...(schema.usage ? [] : [`GRANT USAGE ON SCHEMA ${quoteIdentifier(schema.name)} TO ${to}`]),
      ...(relation.select ? [] : [`GRANT SELECT ON ${name} TO ${to}`]),
    ),
  ];
  return [aboutNode(facts, source, { check: id, severity: 'error', message, advice, fixes })];
}
