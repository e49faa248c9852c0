import { quoteQualified } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import { onGraph } from '../../live/connectCheck';
import type { LiveFacts } from '../../live/liveFacts';
import { aboutNode } from '../../live/liveFinding';
import { replaced } from '../../live/replaced';

const id = 'partitioned-model';

export const partitionedModel: DbtCheck<LiveFacts> = {
  id,
  title: 'Partitioned tables stay partitioned',
  severity: 'error',
  explanation:
    'dbt-postgres cannot create a partitioned table: a table model replaces one, with all of its partitions, by a plain table.',
  failsIn: undefined,
  run: onGraph((facts) =>
    replaced(facts)
      .filter(({ relation }) => relation.kind === 'partitionedTable')
      .map(({ node, relation }) =>
        aboutNode(facts, node, {
          check: id,
          severity: 'error',
          message: `${quoteQualified(relation.schema, relation.name)} is partitioned. The next run of ${node.name} on target ${facts.target.name} makes a plain table of it.`,
          advice:
            'Let the model be incremental and never run it with --full-refresh, or fill the table by an operation.',
        }),
      ),
  ),
};
