import { numberOf, textOf } from '../cells';
import type { ActionTarget } from '../actions/target';
import { relationKind } from '../relationKind';
import { type Ddl, ddl, type DdlReading, joined, readRows } from './ddl';
import { objectOf } from './describe';
import { selectRecords } from './records';
import { tableDdl } from './table';

/** Partitions that one text holds. */
const mostPartitions = 500;

/** A partitioned table with its partitions at every depth. */
export async function tableWithPartitionsDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const partitions = await readRows(reading, partitionsQuery(target.oid));
  const parts = [await tableDdl(reading, target)];
  for (const { oid, kind, schema, name } of partitions.slice(0, mostPartitions)) {
    const self = objectOf(relationKind(textOf(kind)), textOf(schema), textOf(name));
    parts.push(await tableDdl(reading, { ...self, oid: numberOf(oid) }));
  }
  return joined(
    ...parts,
    ddl(
      [],
      partitions.length > mostPartitions
        ? `Only the first ${mostPartitions} partitions are part of it. The others have a DDL of their own.`
        : undefined,
    ),
  );
}

function partitionsQuery(oid: number) {
  return selectRecords(
    'ddl.partitions',
    { oid: 'c.oid', kind: 'c.relkind', schema: 'n.nspname', name: 'c.relname' },
    `(WITH RECURSIVE tree (oid, level) AS (
           SELECT i.inhrelid, 1 FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = $1::oid
            UNION ALL
           SELECT i.inhrelid, t.level + 1
             FROM tree AS t JOIN pg_catalog.pg_inherits AS i ON i.inhparent = t.oid)
        SELECT * FROM tree) AS t
    JOIN pg_catalog.pg_class AS c ON c.oid = t.oid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   ORDER BY t.level, c.oid
   LIMIT ${mostPartitions + 1}`,
    [String(oid)],
  );
}
