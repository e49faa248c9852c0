import type { DbtCheck } from '../../check';
import { builtNodes } from '../../live/builtNodes';
import { onGraph } from '../../live/connectCheck';
import { hookSays } from '../../live/hooks';
import { type CrossFacts, type ForeignKey, type LiveFacts, relationKey } from '../../live/liveFacts';
import { aboutNode, listed } from '../../live/liveFinding';
import { isReplaced, replaced } from '../../live/replaced';

const id = 'swap-constraints';

export const swapConstraints: DbtCheck<LiveFacts> = {
  id,
  title: 'Triggers and foreign keys survive the next run',
  severity: 'warning',
  explanation:
    'Triggers of a table go with it when dbt replaces it, and so do the foreign keys by which other tables refer to it.',
  failsIn: undefined,
  run: onGraph((facts) => {
    const comesBack = madeByContracts(facts);
    return replaced(facts)
      .filter(
        ({ node }) =>
          !hookSays(facts, node, /create\s+(?:or\s+replace\s+)?(?:constraint\s+)?trigger|foreign\s+key/i),
      )
      .flatMap(({ node, relation }) => {
        const lost = [
          ...relation.triggers.map((name) => `the trigger ${name}`),
          ...relation.referencedBy
            .filter((key) => !comesBack(key))
            .map(({ name }) => `the foreign key ${name} of another table`),
        ];
        return lost.length === 0
          ? []
          : [
              aboutNode(facts, node, {
                check: id,
                severity: 'warning',
                message: `The next run of ${node.name} on target ${facts.target.name} drops ${listed(lost)}.`,
                advice: 'Make them in a post-hook, or let the model be incremental, so that its table stays.',
              }),
            ];
      });
  }),
};

/** A model that is made anew in the same run makes the foreign keys of its contract anew, too. */
function madeByContracts({ graph }: CrossFacts): (key: ForeignKey) => boolean {
  const models = new Set(
    builtNodes(graph)
      .filter((node) => isReplaced(node) && node.config.contract)
      .map(({ relation }) => relationKey(relation)),
  );
  return ({ schema, relation }) => models.has(relationKey({ schema, name: relation }));
}
