import type { DbtCheck } from '../../check';
import { builtNodes } from '../../live/builtNodes';
import { onGraph } from '../../live/connectCheck';
import type { LiveFacts } from '../../live/liveFacts';
import { aboutTarget, listed } from '../../live/liveFinding';
import { targetText } from '../../profiles/target';
import { schemaAdvice, schemaFixes } from './targetSchema';

const id = 'custom-schemas';

export const customSchemas: DbtCheck<LiveFacts> = {
  id,
  title: 'Custom schemas exist or may be created',
  severity: 'error',
  explanation:
    'Models with a schema of their own are built in schemas that dbt creates when they are not there, which needs CREATE on the database.',
  failsIn: 'dbt run',
  run: onGraph((facts) => {
    const own = targetText(facts.target, 'schema');
    const { schemas, role } = facts.catalog;
    const wanted = new Set(builtNodes(facts.graph).map(({ relation }) => relation.schema));
    const missing = [...wanted].filter((schema) => schema !== own && !schemas.has(schema)).sort();
    return role.createsSchemas || missing.length === 0
      ? []
      : [
          aboutTarget(
            facts,
            {
              check: id,
              severity: 'error',
              message: `Models of target ${facts.target.name} are built in ${listed(missing)}, which ${missing.length === 1 ? 'does' : 'do'} not exist, and ${role.name} may not create schemas.`,
              advice: schemaAdvice(facts),
              fixes: schemaFixes(facts, missing),
            },
            'schema',
          ),
        ];
  }),
};
