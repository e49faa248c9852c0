import type { PartitionRule } from './partitionRule';

const id = 'identityInPartitions';

/** Source: PostgreSQL 17's release notes: identity columns of partitioned tables. */
export const identityInPartitions: PartitionRule = {
  id,
  run: ({ spec, facts }) => {
    const column =
      spec.create?.columns.find(({ fill }) => fill === 'identity') ??
      facts.table?.columns.find(({ identity }) => identity !== '');
    return column === undefined || facts.version >= 170_000
      ? undefined
      : {
          rule: id,
          message: `Before PostgreSQL 17 partitions have no identity: an INSERT into a partition itself gets no ${column.name}. Always insert into ${spec.table.name}.`,
        };
  },
};
