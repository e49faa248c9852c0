import { movesFrom } from '../moveRows';
import type { PartitionRule } from './partitionRule';

const id = 'movedRowsFireTriggers';

export const movedRowsFireTriggers: PartitionRule = {
  id,
  run: ({ spec, facts }) => {
    const found = movesFrom(spec, facts);
    return found === undefined || found.triggers.length === 0
      ? undefined
      : {
          rule: id,
          message: `Moving deletes rows from ${found.partition.name}, so its triggers for DELETE fire, as for rows that go; those for INSERT fire when it is undone: ${found.triggers.join(', ')}.`,
          field: 'defaultRows',
        };
  },
};
