import type { IndexRule } from './indexRule';

const id = 'blocksWrites';

export const blocksWrites: IndexRule = {
  id,
  run: ({ concurrently }, { tree }) =>
    concurrently || tree.every(({ relkind }) => relkind === 'p')
      ? undefined
      : {
          rule: id,
          message: 'Nobody can write to the table until the index of every partition is made.',
          field: 'concurrently',
        },
};
