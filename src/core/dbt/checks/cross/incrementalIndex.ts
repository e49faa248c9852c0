import { quoteIdentifier, quoteQualified } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import { existing } from '../../live/existing';
import type { CrossFacts } from '../../live/liveFacts';
import { aboutNode, sqlFix } from '../../live/liveFinding';
import { configValueEdit } from '../../live/modelConfig';

const id = 'incremental-index';

export const incrementalIndex: DbtCheck<CrossFacts> = {
  id,
  title: 'Unique index of incremental models',
  severity: 'warning',
  explanation:
    'Each run of an incremental model looks its unique_key up for every new row. dbt makes no index for it: without one each run reads the whole table, and nothing keeps duplicates out.',
  failsIn: undefined,
  run: (facts) =>
    existing(facts)
      .filter(({ node }) => node.materialized === 'incremental' && node.config.uniqueKey.length > 0)
      .flatMap(({ node, relation }) => {
        const key = node.config.uniqueKey.map((column) => column.toLowerCase());
        const has = relation.indexes.some(
          ({ columns, unique, valid }) =>
            unique && valid && columns.length === key.length && key.every((name) => columns.includes(name)),
        );
        // A key may also be an expression, which no index of the config could say.
        const known = key.every((name) => relation.columns.some((column) => column.name === name));
        const asked = node.config.indexes.some(
          ({ unique, columns }) =>
            unique && columns.length === key.length && key.every((name) => columns.includes(name)),
        );
        if (has || asked || !known || relation.kind !== 'table') {
          return [];
        }
        const columns = `[${key.map((name) => `'${name}'`).join(', ')}]`;
        return [
          aboutNode(facts, node, {
            check: id,
            severity: 'warning',
            message: `The incremental model ${node.name} has no unique index on its unique_key ${key.join(', ')} on target ${facts.target.name}.`,
            advice:
              'Name it in the config of the model, and create it: dbt makes indexes only with the table.',
            fixes: [
              ...configValueEdit(facts, node, 'Add the unique index to the model’s config', {
                key: 'indexes',
                value: `[{'columns': ${columns}, 'unique': true}]`,
              }),
              sqlFix(
                'Create the index now',
                `CREATE UNIQUE INDEX CONCURRENTLY ON ${quoteQualified(relation.schema, relation.name)} (${key.map(quoteIdentifier).join(', ')})`,
              ),
            ],
          }),
        ];
      }),
};
