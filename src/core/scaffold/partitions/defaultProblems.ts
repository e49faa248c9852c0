import { countWords } from '../../explorer/measures';
import { writeRelationName } from '../relationName';
import type { FieldProblem } from '../scaffoldForm';
import { countedRows, countText, type DefaultFacts } from './defaultRows';
import { movesFrom } from './moveRows';
import { hasLateIdentity } from './partitionClauses';
import type { DefaultBelow, PartitionsFacts } from './partitionsFacts';
import type { PartitionsSpec } from './partitionsSpec';

/** Why the rows of the default partition are in the way, or cannot be moved. */
export function defaultProblems(
  spec: PartitionsSpec,
  facts: PartitionsFacts,
  found: DefaultFacts,
): readonly FieldProblem[] {
  const { partition, count, mayMove, referredBy } = found;
  if (!spec.moveRows) {
    return countedRows(count) === 0
      ? []
      : [
          problem(
            `${partition.name}, the default partition, holds ${countText(count)} that belong to new partitions${whichText(found)}. PostgreSQL refuses these until the rows are moved.`,
          ),
        ];
  }
  if (movesFrom(spec, facts) === undefined) {
    return [];
  }
  return [
    ...(partition.relkind === 'f'
      ? [problem(`${partition.name} is a foreign table: move its rows by hand.`)]
      : []),
    ...(mayMove
      ? []
      : [
          problem(
            `To move rows out of ${partition.name} you must own it, and have the rights to read it and to delete from it.`,
          ),
        ]),
    ...(count.kind === 'unknown' && facts.table?.key?.columns.includes(undefined) === true
      ? [
          problem(
            'The partition key holds an expression, so what belongs to a new partition is not known here.',
          ),
        ]
      : []),
    // A foreign key would see rows go, and might delete what refers to them.
    ...(referredBy.length === 0
      ? []
      : [
          problem(
            `Rows cannot be moved while foreign keys refer to ${spec.table.name}, a table above it or ${partition.name}, because they would see them deleted: ${referredBy.join(', ')}. Drop these first, and add them again afterwards.`,
          ),
        ]),
    ...(spec.sub !== undefined && hasLateIdentity(facts)
      ? [
          problem(
            'Rows cannot be moved into partitions that are divided again when the table has an identity column. Make partitions without dividing them.',
          ),
        ]
      : []),
  ];
}

/** On the lower level rows are not moved from here: a partition is a table of its own to this form. */
export function belowProblems({ of, found }: DefaultBelow): readonly FieldProblem[] {
  const table = writeRelationName(of);
  return countedRows(found.count) === 0
    ? []
    : [
        {
          field: 'sub',
          message: `${found.partition.name}, the default partition of ${table}, holds ${countText(found.count)} that belong to new partitions${whichText(found)}. Fill in this form for ${table} first, and move them there.`,
        },
      ];
}

/** Such as ` (loans_2024_02: 1,200; loans_2024_03: 4)`. */
function whichText({ count }: DefaultFacts): string {
  if (count.kind !== 'exact') {
    return '';
  }
  const all = [...count.rows];
  const shown = all.slice(0, 5).map(([name, rows]) => `${name}: ${countWords(rows)}`);
  return ` (${[...shown, ...(all.length > 5 ? [`${all.length - 5} more`] : [])].join('; ')})`;
}

function problem(message: string): FieldProblem {
  return { field: 'defaultRows', message };
}
