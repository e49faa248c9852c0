import { isInverted, overlap, type PartitionBound } from '../partitioning/bounds';
import { boundText } from '../partitioning/boundText';
import { lacksOffset } from '../partitioning/keyValues';
import { ranked } from '../partitioning/rankedBound';
import type { TableFacts } from '../partitioning/tableFacts';
import type { FieldProblem } from '../scaffoldForm';
import type { PartitionAttachFacts } from './partitionAttachFacts';
import type { PartitionAttachSpec } from './partitionAttachSpec';

/** What the server would refuse, each with its field. */
export function attachProblems(
  spec: PartitionAttachSpec,
  facts: PartitionAttachFacts,
): readonly FieldProblem[] {
  const { table, partition } = facts;
  if (table === undefined || partition === undefined) {
    const [field, { schema, name }] =
      table === undefined ? (['table', spec.table] as const) : (['partition', spec.partition] as const);
    return [problem(field, `There is no table ${schema}.${name}.`)];
  }
  if (table.key === undefined) {
    return [problem('table', `${table.name} is not a partitioned table.`)];
  }
  const before = [
    ...rights(table, 'table'),
    ...rights(partition, 'partition'),
    ...(partition.parent === undefined
      ? []
      : [problem('partition', `${partition.name} is a partition of ${partition.parent.name} already.`)]),
    ...(partition.oid === table.oid ? [problem('partition', 'A table cannot be its own partition.')] : []),
    ...(['r', 'p'].includes(partition.relkind)
      ? []
      : [problem('partition', `${partition.name} is not a table.`)]),
    ...(facts.zoneProblem === undefined ? [] : [problem('zone', `${facts.zoneProblem}.`)]),
    ...(facts.ranks.kind === 'refused'
      ? [problem(table.key.strategy === 'list' ? 'values' : 'from', `${facts.ranks.message}.`)]
      : []),
  ];
  return before.length > 0
    ? before
    : [
        ...boundProblems(facts, table),
        ...columnProblems(table, partition, facts),
        ...constraintProblems(table, partition, facts),
      ];
}

function rights(table: TableFacts, field: string): readonly FieldProblem[] {
  return table.owned
    ? []
    : [problem(field, `Only its owner, ${table.owner}, can do this with ${table.name}.`)];
}

function boundProblems(facts: PartitionAttachFacts, table: TableFacts): readonly FieldProblem[] {
  const { bound } = facts;
  const field =
    table.key?.strategy === 'list' ? 'values' : table.key?.strategy === 'hash' ? 'modulus' : 'from';
  if (bound === undefined) {
    return [];
  }
  if (table.key?.strategy === 'hash' && bound.kind === 'default') {
    return [problem('isDefault', 'A table that is partitioned by hash has no default partition.')];
  }
  if (bound.kind !== 'default' && bound.kind !== 'hash' && facts.key === undefined) {
    return [problem('table', 'The key of this table is an expression, of which bounds cannot be made here.')];
  }
  if (bound.kind === 'list' && bound.values.length === 0) {
    return [problem('values', 'Write at least one value.')];
  }
  const rank = (each: PartitionBound) => ranked(each, [facts.ranks]);
  const kinds = (table.key?.columns ?? []).map(() => 'number' as const);
  const other = table.partitions.find(
    (each) => each.bound !== undefined && overlap(rank(bound), rank(each.bound), kinds) === true,
  );
  const mine = rank(bound);
  const ends = bound.kind === 'range' && facts.keyKind === 'timestamptz' ? [bound.from[0], bound.to[0]] : [];
  return [
    ...ends.flatMap((end, place) =>
      end?.kind === 'value' && lacksOffset(end.text)
        ? [problem(place === 0 ? 'from' : 'to', 'Write the offset too, such as 2024-02-01 12:00+07.')]
        : [],
    ),
    ...(mine.kind === 'range' && isInverted(mine, kinds) === true
      ? [problem(field, `The range ends before it begins: ${boundText(bound)}.`)]
      : []),
    ...(other === undefined
      ? []
      : [
          problem(
            bound.kind === 'default' ? 'isDefault' : field,
            `That overlaps ${other.name}, which exists: ${other.boundText}.`,
          ),
        ]),
  ];
}

/** Source: MergeAttributesIntoExisting() in PostgreSQL's src/backend/commands/tablecmds.c. */
function columnProblems(
  table: TableFacts,
  partition: TableFacts,
  facts: PartitionAttachFacts,
): readonly FieldProblem[] {
  const own = new Map(partition.columns.map((column) => [column.name, column]));
  return [
    ...table.columns.flatMap((column) => {
      const mine = own.get(column.name);
      return mine === undefined
        ? [problem('partition', `${partition.name} has no column ${column.name}.`)]
        : mine.type !== column.type || mine.collation !== column.collation
          ? [
              problem(
                'partition',
                `${column.name} must have the type ${column.type}${column.collation}, as in ${table.name}.`,
              ),
            ]
          : column.notNull && !mine.notNull
            ? [problem('partition', `${column.name} must be NOT NULL, as in ${table.name}.`)]
            : mine.generated !== column.generated
              ? [problem('partition', `${column.name} must be generated in both tables or in none.`)]
              : mine.identity !== '' && facts.version >= 170_000
                ? [
                    problem(
                      'partition',
                      `${column.name} is an identity column: ALTER TABLE … ALTER … DROP IDENTITY first.`,
                    ),
                  ]
                : [];
    }),
    ...partition.columns
      .filter(({ name }) => !table.columns.some((column) => column.name === name))
      .map(({ name }) =>
        problem('partition', `${partition.name} has a column ${name}, which ${table.name} has not.`),
      ),
  ];
}

function constraintProblems(
  table: TableFacts,
  partition: TableFacts,
  facts: PartitionAttachFacts,
): readonly FieldProblem[] {
  const [primary, own] = [table, partition].map(({ keys }) => keys.find((key) => key.primary));
  const isOther =
    primary !== undefined && own !== undefined && own.columns.join('\0') !== primary.columns.join('\0');
  const nullable = (primary?.columns ?? []).filter((name) =>
    partition.columns.some((column) => column.name === name && !column.notNull),
  );
  return [
    ...table.checks
      .filter(({ name, sql }) => !partition.checks.some((each) => each.name === name && each.sql === sql))
      .map(({ name, sql }) =>
        problem(
          'partition',
          `${partition.name} needs the constraint ${name}, as ${table.name} has it: ${sql}.`,
        ),
      ),
    ...(isOther
      ? [problem('partition', `${partition.name} has another primary key than ${table.name}.`)]
      : []),
    ...nullable.map((name) =>
      problem('partition', `${name} must be NOT NULL, because it belongs to the primary key.`),
    ),
    ...(facts.tableIndexes.some(({ valid }) => !valid)
      ? [problem('table', `${table.name} has an index that is not whole yet. Finish or drop it first.`)]
      : []),
  ];
}

function problem(field: string, message: string): FieldProblem {
  return { field, message };
}
