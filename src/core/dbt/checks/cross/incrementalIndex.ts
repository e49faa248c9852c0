import { quoteIdentifier, quoteQualified } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import type { DbtNode } from '../../graph/dbtGraph';
import { existing } from '../../live/existing';
import type { CrossFacts } from '../../live/liveFacts';
import { aboutNode, sqlFix } from '../../live/liveFinding';
import { jinjaColumn } from '../../live/indexMatch';
import { configKeyPlace, configValueEdit } from '../../live/modelConfig';

const id = 'incremental-index';

export const incrementalIndex: DbtCheck<CrossFacts> = {
  id,
  title: 'Index of incremental models',
  severity: 'warning',
  explanation:
    'Each run of an incremental model looks its unique_key up for every new row. dbt makes no index for it: without one each run reads the whole table. A unique one also keeps duplicates out, where the key has one row.',
  failsIn: undefined,
  run: (facts) =>
    existing(facts)
      .filter(({ node }) => node.materialized === 'incremental' && node.config.uniqueKey.length > 0)
      .filter(({ node }) => node.config.incrementalStrategy !== 'append')
      .flatMap(({ node, relation }) => {
        const key = node.config.uniqueKey.map((column) => column.toLowerCase());
        const covers = (columns: readonly string[]) =>
          key.every((name) => columns.slice(0, key.length).includes(name));
        const usable = relation.indexes.filter(
          (index) => index.valid && !index.partial && covers(index.columns),
        );
        const asked = node.config.indexes.filter(({ columns }) => covers(columns));
        // A key may also be an expression, which no index of the config could say.
        const known = key.every((name) => relation.columns.some((column) => column.name === name));
        if ([...usable, ...asked].length > 0 || !known || relation.kind !== 'table') {
          return [];
        }
        // With delete+insert all rows of a day may share a key; what merges, or is tested, has one row for each.
        const unique = node.config.incrementalStrategy === 'merge' || isTested(node, key);
        const value = `[{'columns': [${key.map(jinjaColumn).join(', ')}]${unique ? `, 'unique': true` : ''}}]`;
        return [
          aboutNode(
            facts,
            node,
            {
              check: id,
              severity: 'warning',
              message: `The incremental model ${node.name} has no index on its unique_key ${key.join(', ')} on target ${facts.target.name}.`,
              advice:
                'Name it in the config of the model, and create it: dbt makes indexes only with the table.',
              fixes: [
                ...configValueEdit(facts, node, 'Add the index to the model’s config', {
                  key: 'indexes',
                  value,
                }),
                sqlFix(
                  'Create the index now',
                  `CREATE ${unique ? 'UNIQUE ' : ''}INDEX CONCURRENTLY ON ${quoteQualified(relation.schema, relation.name)} (${key.map(quoteIdentifier).join(', ')})`,
                ),
              ],
            },
            configKeyPlace(facts, node, 'unique_key'),
          ),
        ];
      }),
};

function isTested({ columns }: DbtNode, [key, ...more]: readonly string[]): boolean {
  const column = columns.find(({ name }) => name.toLowerCase() === key);
  return more.length === 0 && column?.tests.includes('unique') === true;
}
