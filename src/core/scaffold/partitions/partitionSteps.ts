import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import type { ScaffoldStep } from '../scaffold';
import { boundSql } from '../partitioning/bounds';
import { boundText } from '../partitioning/boundText';
import { newTableSteps } from './newTable';
import type { PartitionsFacts } from './partitionsFacts';
import type { PartitionsSpec } from './partitionsSpec';
import type { PlacedPartition, PlacedSub } from './placePartitions';

/** All statements in order: the table, its indexes, its partitions. */
export function partitionSteps(
  spec: PartitionsSpec,
  facts: PartitionsFacts,
  partitions: readonly PlacedPartition[],
): readonly ScaffoldStep[] {
  return [
    ...(spec.create === undefined ? [] : newTableSteps(spec, spec.create, facts)),
    ...partitions.flatMap((partition) =>
      partition.present === undefined && spec.gentle
        ? attached(spec, facts, partition)
        : created(spec, partition),
    ),
  ];
}

/** CREATE TABLE … PARTITION OF, which locks the table for a moment. */
function created(spec: PartitionsSpec, partition: PlacedPartition): readonly ScaffoldStep[] {
  const { present } = partition;
  const name =
    present === undefined ? own(spec, partition.name) : quoteQualified(present.schema, present.name);
  const parent = quoteQualified(spec.table.schema, spec.table.name);
  const bound = present?.bound ?? partition.bound;
  return [
    {
      title: `Create the partition ${present?.name ?? partition.name}: ${boundText(bound)}`,
      sql: `CREATE TABLE ${name} PARTITION OF ${parent} ${boundSql(bound)}${subClause(spec, partition)}`,
      down: [`DROP TABLE ${name}`],
      present: present !== undefined,
    },
    ...subSteps(spec, partition),
  ];
}

/** A table of its own that is attached when all of it stands: reads and writes of the parent go on. */
function attached(
  spec: PartitionsSpec,
  facts: PartitionsFacts,
  partition: PlacedPartition,
): readonly ScaffoldStep[] {
  const name = own(spec, partition.name);
  const parent = quoteQualified(spec.table.schema, spec.table.name);
  const parts = [
    'DEFAULTS',
    'CONSTRAINTS',
    'GENERATED',
    'STORAGE',
    ...(facts.version >= 140_000 ? ['COMPRESSION'] : []),
  ];
  const like = `LIKE ${parent} ${parts.map((part) => `INCLUDING ${part}`).join(' ')}`;
  // From 17 on a partition takes over identity columns when it is attached, but its own partitions do not: DETACH then fails.
  const hasIdentity =
    facts.version >= 170_000 && facts.table?.columns.some(({ identity }) => identity !== '') === true;
  const subs = subSteps(spec, partition);
  return [
    {
      title: `Create the table ${partition.name}, beside ${spec.table.name}`,
      sql: `CREATE TABLE ${name} (${like})${subClause(spec, partition)}`,
      down: [`DROP TABLE ${name}`],
    },
    ...(hasIdentity ? [] : subs),
    {
      title: `Attach ${partition.name}: ${boundText(partition.bound)}`,
      sql: `ALTER TABLE ${parent} ATTACH PARTITION ${name} ${boundSql(partition.bound)}`,
      down: [`ALTER TABLE ${parent} DETACH PARTITION ${name}`],
    },
    ...(hasIdentity ? subs : []),
  ];
}

function subSteps(spec: PartitionsSpec, partition: PlacedPartition): readonly ScaffoldStep[] {
  return partition.subs.map((sub: PlacedSub) => ({
    title: `Create the partition ${sub.name} of ${partition.name}: ${boundText(sub.bound)}`,
    sql: `CREATE TABLE ${own(spec, sub.name)} PARTITION OF ${own(spec, partition.name)} ${boundSql(sub.bound)}`,
    down: [`DROP TABLE ${own(spec, sub.name)}`],
    present: sub.present,
  }));
}

/** The default partition is not divided: what it takes is not known. */
function subClause({ sub }: PartitionsSpec, { bound, subs }: PlacedPartition): string {
  return sub === undefined || subs.length === 0 || bound.kind === 'default'
    ? ''
    : ` PARTITION BY ${sub.kind === 'hash' ? 'HASH' : 'LIST'} (${quoteIdentifier(sub.column)})`;
}

function own({ schema }: PartitionsSpec, name: string): string {
  return quoteQualified(schema, name);
}
