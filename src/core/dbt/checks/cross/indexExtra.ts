import type { DbtCheck } from '../../check';
import { existing } from '../../live/existing';
import { hookSays } from '../../live/hooks';
import { indexConfig, sameIndex } from '../../live/indexMatch';
import type { CrossFacts } from '../../live/liveFacts';
import { aboutNode, listed } from '../../live/liveFinding';
import { configKeyPlace, configValueEdit } from '../../live/modelConfig';

const id = 'index-extra';

export const indexExtra: DbtCheck<CrossFacts> = {
  id,
  title: 'Indexes that the config does not know',
  severity: 'warning',
  explanation:
    'At each run dbt drops the indexes of a materialized view that its config does not know. Those of an incremental model stay until a --full-refresh.',
  failsIn: undefined,
  run: (facts) =>
    existing(facts).flatMap(({ node, relation }) => {
      const atOnce = node.materialized === 'materialized_view' && relation.kind === 'materializedView';
      const later = node.materialized === 'incremental' && relation.kind === 'table';
      const extra = relation.indexes.filter(
        (index) => !index.constraint && !node.config.indexes.some((wanted) => sameIndex(wanted, index)),
      );
      if (
        !(atOnce || later) ||
        extra.length === 0 ||
        hookSays(facts, node, /create\s+(?:unique\s+)?index/i)
      ) {
        return [];
      }
      const value = `[${extra
        .filter(({ plain }) => plain)
        .map(indexConfig)
        .join(', ')}]`;
      return [
        aboutNode(
          facts,
          node,
          {
            check: id,
            severity: atOnce ? 'warning' : 'hint',
            message: `The config of ${node.name} does not know ${extra.length === 1 ? 'an index' : `${String(extra.length)} indexes`} of its relation on target ${facts.target.name}: ${listed(extra.map(({ name }) => name))}.`,
            advice: atOnce ? 'The next run drops it.' : 'It is gone after a --full-refresh.',
            fixes:
              value === '[]'
                ? []
                : configValueEdit(facts, node, 'Add the indexes to the model’s config', {
                    key: 'indexes',
                    value,
                  }),
          },
          configKeyPlace(facts, node, 'indexes'),
        ),
      ];
    }),
};
