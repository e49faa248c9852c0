import type { PartitionRule } from './partitionRule';

const id = 'keyIsWider';

export const keyIsWider: PartitionRule = {
  id,
  run: ({ spec }) => {
    const { create } = spec;
    const own = create?.primaryKey.filter((name) => !create.key.includes(name)) ?? [];
    return own.length === 0
      ? undefined
      : {
          rule: id,
          message: `${own.join(', ')} alone is not unique: two partitions may hold the same. ON CONFLICT and foreign keys must name ${create?.primaryKey.join(', ') ?? ''}.`,
          field: 'primaryKey',
        };
  },
};
