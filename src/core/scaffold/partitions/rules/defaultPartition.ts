import { movesFrom } from '../moveRows';
import type { PartitionRule } from './partitionRule';

const id = 'defaultPartition';

/** Source: PostgreSQL manual, "ALTER TABLE", ATTACH PARTITION and DETACH PARTITION. */
export const defaultPartition: PartitionRule = {
  id,
  run: ({ spec, facts, partitions }) => {
    const existing = facts.table?.partitions.find(({ bound }) => bound?.kind === 'default');
    const isFresh = partitions.some(({ present }) => present === undefined);
    if (existing !== undefined) {
      return isFresh && movesFrom(spec, facts) === undefined
        ? {
            rule: id,
            message: `The default partition ${existing.name} is locked and read for each new partition${facts.other?.count.kind === 'exact' ? ', though none of its rows belongs to a new one' : ''}.`,
            field: 'table',
          }
        : undefined;
    }
    return spec.withDefault
      ? {
          rule: id,
          message:
            'With a default partition no row is refused, but each later partition locks and reads it, and partitions cannot be detached concurrently.',
          field: 'default',
        }
      : undefined;
  },
};
