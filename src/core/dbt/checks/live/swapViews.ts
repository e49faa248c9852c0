import type { DbtCheck } from '../../check';
import { builtNodes } from '../../live/builtNodes';
import { onGraph } from '../../live/connectCheck';
import { type LiveFacts, relationKey } from '../../live/liveFacts';
import { aboutNode, listed } from '../../live/liveFinding';
import { replaced } from '../../live/replaced';

const id = 'swap-views';

export const swapViews: DbtCheck<LiveFacts> = {
  id,
  title: 'Views of others survive the next run',
  severity: 'error',
  explanation:
    'dbt drops what it replaces with CASCADE. Views that are no models, such as one made for a dashboard, go with it, without a word.',
  failsIn: undefined,
  run: onGraph((facts) => {
    const models = new Set(builtNodes(facts.graph).map(({ relation }) => relationKey(relation)));
    return replaced(facts).flatMap(({ node, relation }) => {
      const others = relation.dependents.filter((view) => !models.has(relationKey(view)));
      return others.length === 0
        ? []
        : [
            aboutNode(facts, node, {
              check: id,
              severity: 'error',
              message: `The next run of ${node.name} on target ${facts.target.name} drops what reads it and is no model: ${listed(others.map(({ schema, name }) => `${schema}.${name}`))}.`,
              advice: 'Make them models of the project.',
            }),
          ];
    });
  }),
};
