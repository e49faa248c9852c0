import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import { onGraph } from '../../live/connectCheck';
import { hookSays } from '../../live/hooks';
import { indexConfig, sameIndex } from '../../live/indexMatch';
import type { CrossFacts, LiveFacts } from '../../live/liveFacts';
import { aboutNode, listed } from '../../live/liveFinding';
import { configValueEdit } from '../../live/modelConfig';
import { replaced, type Replaced } from '../../live/replaced';

const id = 'swap-indexes';

export const swapIndexes: DbtCheck<LiveFacts> = {
  id,
  title: 'Indexes survive the next run',
  severity: 'warning',
  explanation:
    'A table model is a new table at each run, with the indexes of its config alone. An index that somebody created by hand is gone after the next run.',
  failsIn: undefined,
  run: onGraph((facts) => replaced(facts).flatMap((each) => lost(facts, each))),
};

function lost(facts: CrossFacts, { node, relation }: Replaced): readonly DbtFinding[] {
  const indexes = relation.indexes.filter(
    (index) => !node.config.indexes.some((wanted) => sameIndex(wanted, index)),
  );
  const contract = node.config.contract && indexes.every(({ constraint }) => constraint);
  if (
    indexes.length === 0 ||
    contract ||
    hookSays(facts, node, /create\s+(?:unique\s+)?index|add\s+constraint|primary\s+key/i)
  ) {
    return [];
  }
  const plain = indexes.filter((index) => index.plain);
  const value = `[${plain.map(indexConfig).join(', ')}]`;
  return [
    aboutNode(facts, node, {
      check: id,
      severity: 'warning',
      message: `The next run of ${node.name} on target ${facts.target.name} drops ${indexes.length === 1 ? 'an index' : `${String(indexes.length)} indexes`} that its config does not know: ${listed(indexes.map(({ name }) => name))}.`,
      advice:
        plain.length === indexes.length
          ? 'Name them in the config of the model.'
          : 'Name them in the config of the model. What dbt cannot say there, such as an expression, a condition or INCLUDE, belongs in a post-hook.',
      fixes:
        plain.length === 0
          ? []
          : configValueEdit(facts, node, 'Add the indexes to the model’s config', { key: 'indexes', value }),
    }),
  ];
}
