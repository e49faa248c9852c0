import type { DetachRule } from './detachRule';

const id = 'nothingToDo';

export const nothingToDo: DetachRule = {
  id,
  run: (_, facts, { partitions }) =>
    partitions.length === 0 && facts.cut?.kind === 'answer'
      ? { rule: id, message: `No partition ends at ${facts.cut.value.text} or before.`, field: 'which' }
      : undefined,
};
