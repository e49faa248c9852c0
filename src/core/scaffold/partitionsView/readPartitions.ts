import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import type { QualifiedName } from '../../catalog/queries/partitionAncestors';
import type { Database } from '../../ports';
import { quoteQualified } from '../../sql/quote';
import { partitionedTable, partitionFactsOf } from './partitionQueries';
import { partitionTimeline, type PartitionTimeline } from './partitionTimeline';

/** More partitions are not shown. */
const shownPartitions = 2_000;

/** @throws UserError when there is no such partitioned table; otherwise as `Database.read` */
export async function readPartitions(
  database: Database,
  table: QualifiedName,
  signal: CancelSignal,
): Promise<PartitionTimeline> {
  const [found] = await database.read(partitionedTable(table), signal);
  if (found === undefined) {
    throw new UserError(
      `${quoteQualified(table.schema, table.name)} is not a partitioned table, or it is gone.`,
    );
  }
  return partitionTimeline(found, await database.read(partitionFactsOf(found.oid, shownPartitions), signal));
}
