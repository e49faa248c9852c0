import { type RelationKind, relationKindWords } from '../../../catalog/relationKind';
import { quoteQualified } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import type { DbtNode } from '../../graph/dbtGraph';
import type { CrossFacts } from '../../live/liveFacts';
import { aboutNode } from '../../live/liveFinding';
import { configKeyPlace } from '../../live/modelConfig';
import { existing } from '../../live/existing';

const id = 'model-materialization';

export const modelMaterialization: DbtCheck<CrossFacts> = {
  id,
  title: 'Materialization',
  severity: 'warning',
  explanation:
    'Where the relation is of another kind than the model says, the next run drops it with CASCADE and builds it anew.',
  failsIn: undefined,
  run: (facts) =>
    existing(facts).flatMap(({ node, relation }) => {
      const kinds = kindsOf(node);
      return kinds === undefined || kinds.includes(relation.kind)
        ? []
        : [
            aboutNode(
              facts,
              node,
              {
                check: id,
                severity: 'warning',
                message: `${quoteQualified(relation.schema, relation.name)} is a ${relationKindWords(relation.kind)} on target ${facts.target.name}, and the model ${node.name} is materialized as ${node.materialized ?? node.kind}.`,
                advice: 'The next run replaces it, and drops with it what depends on it.',
              },
              configKeyPlace(facts, node, 'materialized'),
            ),
          ];
    }),
};

/** A partitioned table under a table model is the matter of a check of its own. */
function kindsOf({ kind, materialized }: DbtNode): readonly RelationKind[] | undefined {
  return kind === 'seed' || kind === 'snapshot' ? kinds['table'] : kinds[materialized ?? ''];
}

const kinds: Readonly<Record<string, readonly RelationKind[]>> = {
  table: ['table', 'partitionedTable'],
  incremental: ['table', 'partitionedTable'],
  view: ['view'],
  materialized_view: ['materializedView'],
};
