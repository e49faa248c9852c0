import { countText } from '../defaultRows';
import { movesFrom } from '../moveRows';
import type { PartitionRule } from './partitionRule';

const id = 'movedRows';

/** Source: PostgreSQL manual, "Explicit Locking": what the modes of the steps stop. */
export const movedRows: PartitionRule = {
  id,
  run: ({ spec, facts }) => {
    const found = movesFrom(spec, facts);
    return found === undefined
      ? undefined
      : {
          rule: id,
          message: `${capital(countText(found.count))} move out of ${found.partition.name} in one transaction. Until its end nobody writes to ${found.partition.name}; from the check on nobody reads it either, and queries that need all of ${spec.table.name} wait. The space in ${found.partition.name} is free after a VACUUM.`,
          field: 'defaultRows',
        };
  },
};

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
