import { quoteQualified } from '../../sql/quote';
import type { ScaffoldStep } from '../scaffold';
import { boundSql } from '../partitioning/bounds';
import { boundText } from '../partitioning/boundText';
import { movesFrom, movingSteps } from './moveRows';
import { newTableSteps } from './newTable';
import { hasLateIdentity, likeClause, ownName, subClause, subSteps } from './partitionClauses';
import type { PartitionsFacts } from './partitionsFacts';
import type { PartitionsSpec } from './partitionsSpec';
import type { PlacedPartition } from './placePartitions';

/** All statements in order: the table, its indexes, its partitions. */
export function partitionSteps(
  spec: PartitionsSpec,
  facts: PartitionsFacts,
  partitions: readonly PlacedPartition[],
): readonly ScaffoldStep[] {
  const found = movesFrom(spec, facts);
  const fresh = partitions.filter(({ present, bound }) => present === undefined && bound.kind !== 'default');
  const [first] = fresh;
  return [
    ...(spec.create === undefined ? [] : newTableSteps(spec, spec.create, facts)),
    ...partitions.flatMap((partition) =>
      found !== undefined && fresh.includes(partition)
        ? partition === first
          ? movingSteps(spec, facts, { found, fresh })
          : []
        : partition.present === undefined && spec.gentle
          ? attached(spec, facts, partition)
          : created(spec, partition),
    ),
  ];
}

/** CREATE TABLE … PARTITION OF, which locks the table for a moment. */
function created(spec: PartitionsSpec, partition: PlacedPartition): readonly ScaffoldStep[] {
  const { present } = partition;
  const name =
    present === undefined ? ownName(spec, partition.name) : quoteQualified(present.schema, present.name);
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
  const name = ownName(spec, partition.name);
  const parent = quoteQualified(spec.table.schema, spec.table.name);
  const hasIdentity = hasLateIdentity(facts);
  const subs = subSteps(spec, partition);
  return [
    {
      title: `Create the table ${partition.name}, beside ${spec.table.name}`,
      sql: `CREATE TABLE ${name} (${likeClause(spec, facts)})${subClause(spec, partition)}`,
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
