import type { DbtCheck } from '../../check';
import { columnPlace } from '../../live/columnPlace';
import { sameType } from '../../live/dataType';
import { existing } from '../../live/existing';
import type { CrossFacts } from '../../live/liveFacts';
import { aboutNode } from '../../live/liveFinding';
import { findColumn } from './columnNames';

const id = 'column-types';

export const columnTypes: DbtCheck<CrossFacts> = {
  id,
  title: 'Types of the YAML',
  severity: 'warning',
  explanation:
    'Without an enforced contract nothing checks the data_type of YAML. With one, a relation of other types was built before the contract changed.',
  failsIn: undefined,
  run: (facts) =>
    existing(facts).flatMap(({ node, relation }) =>
      node.columns.flatMap((column) => {
        const found = findColumn(relation.columns, column);
        return !found || column.dataType === undefined || sameType(column.dataType, found.type)
          ? []
          : [
              aboutNode(
                facts,
                node,
                {
                  check: id,
                  severity: node.config.contract ? 'warning' : 'hint',
                  message: `${node.name}.${column.name} is ${found.type} on target ${facts.target.name}, and YAML says ${column.dataType}.`,
                  advice: node.config.contract
                    ? 'Build the model anew, or correct the contract.'
                    : 'Correct the data_type, or cast the column in the model.',
                },
                columnPlace(facts, node, column.name),
              ),
            ];
      }),
    ),
};
