import type { PartitionRule } from './partitionRule';

const id = 'defaultPartition';

/** Source: PostgreSQL manual, "ALTER TABLE", ATTACH PARTITION and DETACH PARTITION. */
export const defaultPartition: PartitionRule = {
  id,
  run: ({ spec, facts, partitions }) => {
    const existing = facts.table?.partitions.find(({ bound }) => bound?.kind === 'default');
    const isFresh = partitions.some(({ present }) => present === undefined);
    return existing !== undefined && isFresh
      ? {
          rule: id,
          message: `The default partition ${existing.name} is locked and read for each new partition, and rows in it that belong to a new one make the statement fail. Move such rows first.`,
          field: 'table',
        }
      : spec.withDefault && existing === undefined
        ? {
            rule: id,
            message:
              'With a default partition no row is refused, but each later partition locks and reads it, and partitions cannot be detached concurrently.',
            field: 'default',
          }
        : undefined;
  },
};
