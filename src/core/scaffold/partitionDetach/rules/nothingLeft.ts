import type { DetachRule } from './detachRule';

const id = 'nothingLeft';

export const nothingLeft: DetachRule = {
  id,
  run: ({ table }, facts, { partitions }) =>
    partitions.length > 0 && partitions.length === facts.table?.partitions.length
      ? {
          rule: id,
          message: `${table.name} has no other partition: afterwards it is empty and refuses every row.`,
          field: 'which',
        }
      : undefined,
};
