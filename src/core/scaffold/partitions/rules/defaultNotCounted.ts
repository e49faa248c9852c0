import { countText } from '../defaultRows';
import type { PartitionRule } from './partitionRule';

const id = 'defaultNotCounted';

export const defaultNotCounted: PartitionRule = {
  id,
  run: ({ facts: { other } }) =>
    other === undefined || other.count.kind === 'exact'
      ? undefined
      : {
          rule: id,
          message: `${other.partition.name}, the default partition, holds ${countText(other.count)} that belong to new partitions: ${other.count.reason}. PostgreSQL refuses a partition as long as one of its rows is there.`,
          field: 'defaultRows',
        },
};
