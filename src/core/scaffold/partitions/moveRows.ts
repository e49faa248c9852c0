import { defaultObjectName } from '../../catalog/ddl/objectName';
import { countWords } from '../../explorer/measures';
import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import { boundSql } from '../partitioning/bounds';
import { boundCondition, defaultCondition } from '../partitioning/boundCondition';
import { boundText } from '../partitioning/boundText';
import type { TableFacts } from '../partitioning/tableFacts';
import type { ScaffoldStep } from '../scaffold';
import { type DefaultFacts, mayHold } from './defaultRows';
import { likeClause, subClause, subSteps } from './partitionClauses';
import type { PartitionsFacts } from './partitionsFacts';
import type { PartitionsSpec } from './partitionsSpec';
import type { PlacedPartition } from './placePartitions';

/**
 * Makes partitions beside the table, moves the rows that belong to them out of the default partition, and attaches them, all
 * in one transaction. The default partition is locked against writers before its rows are looked at, so that none comes
 * after; one check tells PostgreSQL that it holds no such row any more, so that it is read once and not for each partition.
 * Source: PostgreSQL manual, "Partition Maintenance"; check_default_partition_contents() in
 * src/backend/partitioning/partbounds.c.
 */
export function movingSteps(
  spec: PartitionsSpec,
  facts: PartitionsFacts,
  about: { readonly found: DefaultFacts; readonly fresh: readonly PlacedPartition[] },
): readonly ScaffoldStep[] {
  const { table } = facts;
  const { found, fresh } = about;
  if (table === undefined) {
    return [];
  }
  const columns = table.key?.columns ?? [];
  const rest = quoteQualified(found.partition.schema, found.partition.name);
  const names = freeNames(found, fresh.length);
  const checks = fresh.map(({ bound }, place) => ({
    name: quoteIdentifier(names[place] ?? ''),
    condition: defaultCondition(bound, columns) ?? 'true',
  }));
  const drops = checks.map(({ name }) => `DROP CONSTRAINT IF EXISTS ${name}`).join(', ');
  return [
    {
      title: `Lock ${found.partition.name}: until the end others read it, and wait to write`,
      sql: `LOCK TABLE ${rest} IN SHARE ROW EXCLUSIVE MODE`,
      down: [],
    },
    ...fresh.flatMap((partition) => filled(spec, facts, { table, found, partition })),
    {
      title: `Check that ${found.partition.name} holds no such row any more: nobody uses it from here to the end`,
      sql: `ALTER TABLE ${rest} ${checks.map(({ name, condition }) => `ADD CONSTRAINT ${name} CHECK (${condition})`).join(', ')}`,
      down: [`ALTER TABLE ${rest} ${drops}`],
    },
    ...fresh.flatMap((partition) => attaching(spec, { table, found, partition })),
    {
      title: `Remove the check of ${found.partition.name}, which the bounds replace`,
      sql: `ALTER TABLE ${rest} ${drops}`,
      down: [],
    },
  ];
}

/** The default partition that rows are moved out of; undefined where they stay, or none is known to be there. */
export function movesFrom(
  { moveRows }: PartitionsSpec,
  { other }: PartitionsFacts,
): DefaultFacts | undefined {
  return moveRows && other !== undefined && (other.count.kind !== 'exact' || other.count.rows.size > 0)
    ? other
    : undefined;
}

interface Moving {
  readonly table: TableFacts;
  readonly found: DefaultFacts;
  readonly partition: PlacedPartition;
}

/** The partition as a table that takes only its own rows, with those that were in the default partition. */
function filled(spec: PartitionsSpec, facts: PartitionsFacts, moving: Moving): readonly ScaffoldStep[] {
  const { table, found, partition } = moving;
  const name = quoteQualified(spec.schema, partition.name);
  const condition = boundCondition(partition.bound, table.key?.columns ?? []) ?? 'true';
  const check = `CONSTRAINT ${checkName(partition)} CHECK (${condition})`;
  return [
    {
      title: `Create the table ${partition.name}, beside ${spec.table.name}`,
      sql: `CREATE TABLE ${name} (${likeClause(spec, facts)}, ${check})${subClause(spec, partition)}`,
      down: [`DROP TABLE ${name}`],
    },
    ...subSteps(spec, partition),
    ...(mayHold(found.count, partition.name) ? [moved(moving, name, condition)] : []),
  ];
}

/** One statement deletes and inserts, so that a row is at one place or at the other. The way back is that of attaching. */
function moved(
  { table, found: { partition: from, count }, partition }: Moving,
  name: string,
  condition: string,
): ScaffoldStep {
  const rest = quoteQualified(from.schema, from.name);
  const columns = writtenColumns(table);
  const rows = count.kind === 'exact' ? count.rows.get(partition.name) : undefined;
  const words = rows === undefined ? 'the rows' : `${countWords(rows)} ${rows === 1 ? 'row' : 'rows'}`;
  return {
    title: `Move ${words} of ${partition.name} out of ${from.name}`,
    sql: `WITH moved AS (DELETE FROM ${rest} WHERE ${condition} RETURNING ${columns}) INSERT INTO ${name} (${columns}) SELECT ${columns} FROM moved`,
    down: [],
  };
}

function attaching(spec: PartitionsSpec, moving: Moving): readonly ScaffoldStep[] {
  const { table, partition } = moving;
  const name = quoteQualified(spec.schema, partition.name);
  const parent = quoteQualified(table.schema, table.name);
  return [
    {
      title: `Attach ${partition.name}: ${boundText(partition.bound)}`,
      sql: `ALTER TABLE ${parent} ATTACH PARTITION ${name} ${boundSql(partition.bound)}`,
      down: [`ALTER TABLE ${parent} DETACH PARTITION ${name}`, movedBack(moving, name)],
    },
    {
      title: `Remove the check of ${partition.name}, which its bound replaces`,
      sql: `ALTER TABLE ${name} DROP CONSTRAINT ${checkName(partition)}`,
      down: [],
    },
  ];
}

/** Also out of a partition that was empty when it was made: rows may have been written since, and the table is dropped next. */
function movedBack({ table, found: { partition: to } }: Moving, name: string): string {
  const columns = writtenColumns(table);
  // The default partition keeps its identity columns, from PostgreSQL 17 on; a table that is not attached has none.
  const overriding = table.columns.some(({ identity }) => identity !== '') ? ' OVERRIDING SYSTEM VALUE' : '';
  return `WITH moved AS (DELETE FROM ${name} RETURNING ${columns}) INSERT INTO ${quoteQualified(to.schema, to.name)} (${columns})${overriding} SELECT ${columns} FROM moved`;
}

/** All that a statement may give a value to. */
function writtenColumns({ columns }: TableFacts): string {
  return columns
    .filter(({ generated }) => generated === '')
    .map(({ name }) => quoteIdentifier(name))
    .join(', ');
}

/** Names for checks of the default partition, which has none that is called so. */
function freeNames({ partition, constraints }: DefaultFacts, count: number): readonly string[] {
  const found: string[] = [];
  for (let number = 1; found.length < count; number++) {
    const name = defaultObjectName(partition.name, `bound${number}`, 'check');
    if (!constraints.includes(name)) {
      found.push(name);
    }
  }
  return found;
}

function checkName({ name }: PlacedPartition): string {
  return quoteIdentifier(defaultObjectName(name, 'bound', 'check'));
}
