import type { DbtCheck } from '../../check';
import type { DbtColumn } from '../../graph/dbtGraph';
import { columnPlace } from '../../live/columnPlace';
import { existing } from '../../live/existing';
import type { CrossFacts, TargetColumn } from '../../live/liveFacts';
import { aboutNode, listed } from '../../live/liveFinding';

const id = 'column-names';

export const columnNames: DbtCheck<CrossFacts> = {
  id,
  title: 'Columns of the YAML',
  severity: 'warning',
  explanation:
    'A column that YAML describes and the relation does not have is misspelt, or the relation was built before the model changed: its tests fail. With a contract, YAML must name every column.',
  failsIn: 'dbt test',
  run: (facts) =>
    existing(facts).flatMap(({ node, relation }) => {
      const missing = node.columns.filter((column) => !findColumn(relation.columns, column));
      const unnamed = node.config.contract
        ? relation.columns.filter(({ name }) => !node.columns.some((column) => isColumn(column, name)))
        : [];
      return [
        ...missing.map(({ name }) =>
          aboutNode(
            facts,
            node,
            {
              check: id,
              severity: 'warning',
              message: `YAML describes a column ${name} of ${node.name}, which ${relation.schema}.${relation.name} on target ${facts.target.name} does not have.`,
              advice: 'Correct the name, or build the model anew.',
            },
            columnPlace(facts, node, name),
          ),
        ),
        ...(unnamed.length === 0
          ? []
          : [
              aboutNode(facts, node, {
                check: id,
                severity: 'warning',
                message: `The contract of ${node.name} does not name ${listed(unnamed.map(({ name }) => name))}, which its relation on target ${facts.target.name} has.`,
                advice: 'Build the model anew, or name the columns in YAML.',
              }),
            ]),
      ];
    }),
};

/** The column that YAML means: in lower case unless it stands in quotes. */
export function findColumn(columns: readonly TargetColumn[], column: DbtColumn): TargetColumn | undefined {
  return columns.find(({ name }) => isColumn(column, name));
}

function isColumn({ name }: DbtColumn, found: string): boolean {
  return found === name || found === name.toLowerCase() || found === name.replace(/^"(.*)"$/, '$1');
}
