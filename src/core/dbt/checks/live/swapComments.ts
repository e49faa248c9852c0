import type { DbtCheck } from '../../check';
import { onGraph } from '../../live/connectCheck';
import { hookSays } from '../../live/hooks';
import type { LiveFacts } from '../../live/liveFacts';
import { aboutNode } from '../../live/liveFinding';
import { configValueEdit } from '../../live/modelConfig';
import { replaced } from '../../live/replaced';

const id = 'swap-comments';

export const swapComments: DbtCheck<LiveFacts> = {
  id,
  title: 'Comments survive the next run',
  severity: 'hint',
  explanation:
    'The comment of a relation goes with it. With persist_docs dbt writes the description of the model as its comment at each run.',
  failsIn: undefined,
  run: onGraph((facts) =>
    replaced(facts)
      .filter(({ node, relation }) => relation.comment !== undefined && !node.config.persistDocs)
      .filter(({ node }) => !hookSays(facts, node, /comment\s+on/i))
      .map(({ node }) =>
        aboutNode(facts, node, {
          check: id,
          severity: 'hint',
          message: `The next run of ${node.name} on target ${facts.target.name} drops the comment of its relation.`,
          advice: 'Write it as the description of the model, and set persist_docs.',
          fixes: configValueEdit(facts, node, 'Let dbt write descriptions as comments', {
            key: 'persist_docs',
            value: `{"relation": true, "columns": true}`,
          }),
        }),
      ),
  ),
};
