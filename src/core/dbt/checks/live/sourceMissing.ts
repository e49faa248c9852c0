import type { DbtCheck } from '../../check';
import { neededSources } from '../../live/buildsHere';
import { onGraph } from '../../live/connectCheck';
import { type LiveFacts, relationKey } from '../../live/liveFacts';
import { aboutNode } from '../../live/liveFinding';

const id = 'source-missing';

export const sourceMissing: DbtCheck<LiveFacts> = {
  id,
  title: 'Sources are there',
  severity: 'error',
  explanation:
    'dbt never creates a source. A source of another database cannot be read from PostgreSQL at all.',
  failsIn: 'dbt run',
  run: onGraph((facts) => {
    const { relations, schemas, server } = facts.catalog;
    const here = server.info.database;
    return neededSources(facts).flatMap((source) => {
      const { database, schema, name } = source.relation;
      const finding = { check: id, severity: 'error' } as const;
      if (database !== undefined && database !== here) {
        return [
          aboutNode(facts, source, {
            ...finding,
            message: `The source ${schema}.${name} lies in database ${database}, and target ${facts.target.name} is ${here}.`,
            advice:
              'PostgreSQL reads no other database: load the table, or use a foreign table or a publication.',
          }),
        ];
      }
      return relations.has(relationKey(source.relation))
        ? []
        : [
            aboutNode(facts, source, {
              ...finding,
              message: schemas.has(schema)
                ? `There is no relation ${schema}.${name}, which is a source, on target ${facts.target.name}.`
                : `There is no schema ${schema}, which holds the source ${name}, on target ${facts.target.name}.`,
              advice: 'Load it, or correct the schema and identifier of the source.',
            }),
          ];
    });
  }),
};
