import type { PartitionRule } from './partitionRule';

const id = 'managedByPartman';

export const managedByPartman: PartitionRule = {
  id,
  run: ({ spec, facts: { partman } }) =>
    partman?.config === undefined
      ? undefined
      : {
          rule: id,
          message: `pg_partman ${partman.version} manages ${spec.table.name}: it makes a partition for each ${partman.config.interval}, ${partman.config.premake} ahead. Partitions from here would clash with its own. Change its settings by “Maintain partitions automatically” instead.`,
          field: 'table',
        },
};
