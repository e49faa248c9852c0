import { defaultObjectName } from '../../catalog/ddl/objectName';
import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import { boundSql } from '../partitioning/bounds';
import type { PartitionRelation, TableFacts } from '../partitioning/tableFacts';
import type { ScaffoldStep } from '../scaffold';
import type { FieldProblem } from '../scaffoldForm';
import type { PartitionDetachFacts } from './partitionDetachFacts';
import type { PartitionDetachSpec } from './partitionDetachSpec';

/** The partitions to be detached, and those that were named and are detached already. */
export interface Chosen {
  readonly partitions: readonly PartitionRelation[];
  readonly done: readonly string[];
}

export function chosenPartitions({ which }: PartitionDetachSpec, facts: PartitionDetachFacts): Chosen {
  const all = facts.table?.partitions ?? [];
  if (which.kind === 'named') {
    return {
      partitions: which.names.flatMap((name) => all.filter((each) => each.name === name)),
      done: which.names.filter((name) => !all.some((each) => each.name === name)),
    };
  }
  const cut = facts.cut?.kind === 'answer' ? facts.cut.value : undefined;
  const last = Number(cut?.ranks.get(cut.text) ?? -1);
  const partitions = all.filter(({ bound }) => {
    const end = bound?.kind === 'range' ? bound.to[0] : undefined;
    return end?.kind === 'value' && Number(cut?.ranks.get(end.text) ?? Infinity) <= last;
  });
  return { partitions, done: [] };
}

/** What the server would refuse, each with its field. */
export function detachProblems(
  spec: PartitionDetachSpec,
  facts: PartitionDetachFacts,
  { partitions, done }: Chosen,
): readonly FieldProblem[] {
  const { table } = facts;
  if (table === undefined) {
    return [problem('table', `There is no table ${spec.table.schema}.${spec.table.name}.`)];
  }
  if (table.key === undefined) {
    return [problem('table', `${table.name} is not a partitioned table.`)];
  }
  if (!table.owned) {
    return [problem('table', `Only its owner, ${table.owner}, can detach partitions of ${table.name}.`)];
  }
  return [
    ...choiceProblems(spec, facts, table),
    ...goneProblems(spec, facts, done),
    ...concurrentProblems(spec, facts, partitions),
    ...(spec.then.kind === 'move' ? moveProblems(spec.then.schema, facts, partitions) : []),
  ];
}

export function detachSteps(
  spec: PartitionDetachSpec,
  facts: PartitionDetachFacts,
  { partitions, done }: Chosen,
): readonly ScaffoldStep[] {
  const parent = quoteQualified(spec.table.schema, spec.table.name);
  return [
    ...done.map((name) => ({
      title: `${name} is detached already`,
      sql: `ALTER TABLE ${parent} DETACH PARTITION ${quoteQualified(spec.table.schema, name)}`,
      down: [],
      present: true,
    })),
    ...partitions.flatMap((partition) => [detachStep(spec, facts, partition), ...endSteps(spec, partition)]),
  ];
}

function choiceProblems(
  { which }: PartitionDetachSpec,
  facts: PartitionDetachFacts,
  table: TableFacts,
): readonly FieldProblem[] {
  if (which.kind === 'named') {
    return [];
  }
  const field = which.kind === 'before' ? 'before' : 'which';
  return table.key?.strategy !== 'range'
    ? [
        problem(
          'which',
          `${table.name} is partitioned by ${table.key?.text ?? ''}: its partitions have no ends. Name those to detach.`,
        ),
      ]
    : facts.cut === undefined
      ? [problem('which', 'The key of this table is an expression. Name the partitions to detach.')]
      : which.kind === 'old' && (facts.keyKind === 'number' || facts.keyKind === 'other')
        ? [
            problem(
              'which',
              'The key of this table is no time. Write the value at which the last partition ends.',
            ),
          ]
        : facts.cut.kind === 'refused'
          ? [problem(facts.cut.message.includes(`"${which.zone}"`) ? 'zone' : field, `${facts.cut.message}.`)]
          : [];
}

function goneProblems(
  { table, then }: PartitionDetachSpec,
  facts: PartitionDetachFacts,
  done: readonly string[],
): readonly FieldProblem[] {
  const isThere = (name: string): boolean =>
    facts.alone.some((each) =>
      then.kind === 'move' ? each === `${then.schema}\0${name}` : each.endsWith(`\0${name}`),
    );
  return then.kind === 'drop'
    ? []
    : done
        .filter((name) => !isThere(name))
        .map((name) => problem('partitions', `${table.name} has no partition ${name}.`));
}

/** Source: PostgreSQL manual, "ALTER TABLE", DETACH PARTITION. */
function concurrentProblems(
  { concurrently }: PartitionDetachSpec,
  facts: PartitionDetachFacts,
  partitions: readonly PartitionRelation[],
): readonly FieldProblem[] {
  const other = facts.table?.partitions.find(({ bound }) => bound?.kind === 'default');
  return !concurrently || partitions.length === 0
    ? []
    : facts.version < 140_000
      ? [
          problem(
            'concurrently',
            'PostgreSQL detaches concurrently from version 14 on. Without it, reads and writes wait for a moment.',
          ),
        ]
      : other !== undefined
        ? [
            problem(
              'concurrently',
              `Nothing can be detached concurrently while there is a default partition (${other.name}).`,
            ),
          ]
        : [];
}

function moveProblems(
  schema: string,
  facts: PartitionDetachFacts,
  partitions: readonly PartitionRelation[],
): readonly FieldProblem[] {
  return facts.archive === undefined
    ? [problem('schema', `There is no schema ${schema}.`)]
    : !facts.archive.mayCreate
      ? [
          problem(
            'schema',
            `You may not create tables in the schema ${schema}: its owner can GRANT CREATE ON SCHEMA.`,
          ),
        ]
      : partitions
          .filter((each) => each.schema !== schema && facts.taken.has(`${schema}\0${each.name}`))
          .map(({ name }) => problem('schema', `${schema} has something else that is called ${name}.`));
}

function detachStep(
  spec: PartitionDetachSpec,
  facts: PartitionDetachFacts,
  partition: PartitionRelation,
): ScaffoldStep {
  const [parent, name] = [
    quoteQualified(spec.table.schema, spec.table.name),
    quoteQualified(partition.schema, partition.name),
  ];
  const bound = partition.bound === undefined ? partition.boundText : boundSql(partition.bound);
  const detach = `ALTER TABLE ${parent} DETACH PARTITION ${name}`;
  const isConcurrent = spec.concurrently || partition.detaching;
  return {
    title: `Detach ${partition.name}`,
    sql: partition.detaching ? `${detach} FINALIZE` : spec.concurrently ? `${detach} CONCURRENTLY` : detach,
    down: [
      `ALTER TABLE ${parent} ATTACH PARTITION ${name} ${bound}`,
      ...(isConcurrent
        ? [`ALTER TABLE ${name} DROP CONSTRAINT IF EXISTS ${quoteIdentifier(boundCheck(facts, partition))}`]
        : []),
    ],
    alone: isConcurrent,
  };
}

/**
 * DETACH CONCURRENTLY leaves the bound as a CHECK, under a name that nothing else in the schema has.
 * Source: DetachAddConstraintIfNeeded() in PostgreSQL's src/backend/commands/tablecmds.c, ChooseConstraintName().
 */
function boundCheck(
  { table, constraints }: PartitionDetachFacts,
  { schema, name }: PartitionRelation,
): string {
  const columns = table?.key?.columns ?? [];
  const column = columns.length === 1 ? (columns[0] ?? '') : '';
  for (let number = 0; ; number++) {
    const chosen = defaultObjectName(name, column, number === 0 ? 'check' : `check${number}`);
    if (!constraints.has(`${schema}\0${chosen}`)) {
      return chosen;
    }
  }
}

function endSteps(
  { then }: PartitionDetachSpec,
  { schema, name }: PartitionRelation,
): readonly ScaffoldStep[] {
  const table = quoteQualified(schema, name);
  return then.kind === 'drop'
    ? [
        {
          title: `Drop ${name}`,
          sql: `DROP TABLE ${table}`,
          down: undefined,
          irreversible: `All rows of ${name} are lost.`,
        },
      ]
    : then.kind === 'move' && then.schema !== schema
      ? [
          {
            title: `Move ${name} to the schema ${then.schema}`,
            sql: `ALTER TABLE ${table} SET SCHEMA ${quoteIdentifier(then.schema)}`,
            down: [`ALTER TABLE ${quoteQualified(then.schema, name)} SET SCHEMA ${quoteIdentifier(schema)}`],
          },
        ]
      : [];
}

function problem(field: string, message: string): FieldProblem {
  return { field, message };
}
