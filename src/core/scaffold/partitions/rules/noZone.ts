import type { PartitionRule } from './partitionRule';

const id = 'noZone';

export const noZone: PartitionRule = {
  id,
  run: ({ spec, facts }) => {
    const [first] = facts.key;
    return spec.create === undefined || first?.kind !== 'timestamp'
      ? undefined
      : {
          rule: id,
          message: `${first.name} keeps no time zone, so writers in different zones put the same moment into different partitions. Prefer timestamptz.`,
          field: 'columns',
        };
  },
};
