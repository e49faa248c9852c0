import type { DetachRule } from './detachRule';

const id = 'locksTable';

export const locksTable: DetachRule = {
  id,
  run: ({ concurrently }, _, { partitions }) =>
    concurrently || partitions.length === 0
      ? undefined
      : {
          rule: id,
          message:
            'Each DETACH waits for all who use the table, and all who come later wait for it. Set a lock_timeout.',
          field: 'concurrently',
        },
};
