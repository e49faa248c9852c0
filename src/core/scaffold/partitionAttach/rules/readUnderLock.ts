import type { AttachRule } from './attachRule';

const id = 'readUnderLock';

export const readUnderLock: AttachRule = {
  id,
  run: ({ check, partition }, { bound }) =>
    check && (bound?.kind === 'range' || bound?.kind === 'list')
      ? undefined
      : {
          rule: id,
          message: `ATTACH reads all rows of ${partition.name} while nobody else can use it.`,
          ...(bound?.kind === 'range' || bound?.kind === 'list' ? { field: 'check' } : {}),
        },
};
