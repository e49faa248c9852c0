import { quoteIdentifier, quoteQualified } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import type { DbtIndex } from '../../graph/dbtGraph';
import { existing } from '../../live/existing';
import { sameIndex } from '../../live/indexMatch';
import type { CrossFacts, TargetRelation } from '../../live/liveFacts';
import { aboutNode, sqlFix } from '../../live/liveFinding';
import { configKeyPlace } from '../../live/modelConfig';

const id = 'index-missing';

export const indexMissing: DbtCheck<CrossFacts> = {
  id,
  title: 'Indexes of the config are there',
  severity: 'warning',
  explanation:
    'dbt makes the indexes of a config when it creates the table. Those added to an incremental model later come only with --full-refresh.',
  failsIn: undefined,
  run: (facts) =>
    existing(facts).flatMap(({ node, relation }) => {
      const indexable = relation.kind === 'table' || relation.kind === 'materializedView';
      const missing = node.config.indexes.filter(
        (wanted) => indexable && !relation.indexes.some((index) => sameIndex(wanted, index)),
      );
      return missing.map((index) =>
        aboutNode(
          facts,
          node,
          {
            check: id,
            severity: 'warning',
            message: `The config of ${node.name} asks for ${index.unique ? 'a unique' : 'an'} index on ${index.columns.join(', ')} (${index.type}), which is not there on target ${facts.target.name}.`,
            advice:
              node.materialized === 'incremental'
                ? 'dbt makes it with --full-refresh only; create it by hand to keep the table.'
                : 'The next run makes it.',
            fixes: [sqlFix('Create the index now', createIndex(relation, index))],
          },
          configKeyPlace(facts, node, 'indexes'),
        ),
      );
    }),
};

/** The columns as the relation has them; a name that it does not have stays as it is written. */
function createIndex({ schema, name, columns }: TargetRelation, index: DbtIndex): string {
  const names = index.columns.map((written) => {
    const plain = written.replace(/^"(.*)"$/, '$1');
    const found = columns.find((each) => each.name === plain || each.name === written.toLowerCase());
    return quoteIdentifier(found?.name ?? plain);
  });
  return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX CONCURRENTLY ON ${quoteQualified(schema, name)} USING ${quoteIdentifier(index.type)} (${names.join(', ')})`;
}
