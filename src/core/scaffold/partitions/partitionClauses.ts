import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import { boundSql } from '../partitioning/bounds';
import { boundText } from '../partitioning/boundText';
import type { ScaffoldStep } from '../scaffold';
import type { PartitionsFacts } from './partitionsFacts';
import { type PartitionsSpec, subStrategies } from './partitionsSpec';
import type { PlacedPartition, PlacedSub } from './placePartitions';

/** All that a partition takes over from its parent, but what ATTACH adds. */
export function likeClause({ table }: PartitionsSpec, { version }: PartitionsFacts): string {
  const compression = version >= 140_000 ? ['COMPRESSION'] : [];
  const parts = ['DEFAULTS', 'CONSTRAINTS', 'GENERATED', 'STORAGE', ...compression];
  return `LIKE ${quoteQualified(table.schema, table.name)} ${parts.map((part) => `INCLUDING ${part}`).join(' ')}`;
}

/**
 * From PostgreSQL 17 on a partition takes over identity columns when it is attached, but its own partitions do not, so
 * that DETACH then fails: they must come after.
 */
export function hasLateIdentity({ version, table }: PartitionsFacts): boolean {
  return version >= 170_000 && table?.columns.some(({ identity }) => identity !== '') === true;
}

/** The partitions of a partition. */
export function subSteps(spec: PartitionsSpec, partition: PlacedPartition): readonly ScaffoldStep[] {
  const { present } = partition;
  const parent =
    present === undefined ? ownName(spec, partition.name) : quoteQualified(present.schema, present.name);
  return partition.subs.map((sub: PlacedSub) => ({
    title: `Create the partition ${sub.name} of ${present?.name ?? partition.name}: ${boundText(sub.bound)}`,
    sql: `CREATE TABLE ${ownName(spec, sub.name)} PARTITION OF ${parent} ${boundSql(sub.bound)}`,
    down: [`DROP TABLE ${ownName(spec, sub.name)}`],
    present: sub.present,
  }));
}

/** Nothing for a partition that is not divided again, as the default partition is not. */
export function subClause({ sub }: PartitionsSpec, { subs }: PlacedPartition): string {
  return sub === undefined || subs.length === 0
    ? ''
    : ` PARTITION BY ${subStrategies[sub.kind].toUpperCase()} (${quoteIdentifier(sub.column)})`;
}

/** In the schema of the spec. */
export function ownName({ schema }: PartitionsSpec, name: string): string {
  return quoteQualified(schema, name);
}
