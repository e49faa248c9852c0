import type { DbtCheck } from '../../check';
import type { CrossFacts } from '../../live/liveFacts';
import { aboutTarget, listed } from '../../live/liveFinding';
import { bySchema, isOwn, withoutModel } from './staleRelations';

const id = 'orphan-relations';

export const orphanRelations: DbtCheck<CrossFacts> = {
  id,
  title: 'Relations of others',
  severity: 'hint',
  explanation:
    'A relation that somebody else made among the marts has no tests, no description and no lineage, and dbt refuses to replace it should a model get its name.',
  failsIn: undefined,
  run: (facts) =>
    bySchema(withoutModel(facts).filter((each) => !isOwn(facts, each))).map(([schema, relations]) =>
      aboutTarget(
        facts,
        {
          check: id,
          severity: 'hint',
          message: `In ${schema} on target ${facts.target.name}, ${listed(relations.map(({ name, owner }) => `${name} of ${owner}`))} ${relations.length === 1 ? 'is' : 'are'} made by others than dbt.`,
          advice: 'Make them models, or move them to another schema.',
        },
        'schema',
      ),
    ),
};
