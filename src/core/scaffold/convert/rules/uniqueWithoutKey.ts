import type { ConversionRule } from './conversionRule';
import { isUnique, keptIndexes, keptUniques } from '../swapStatements';

/** PostgreSQL cannot keep values unique over partitions without the partition key in the index. */
export const uniqueWithoutKey: ConversionRule = {
  id: 'uniqueWithoutKey',
  run: (spec, facts) => {
    if (facts.phase === 'swapped') {
      return undefined;
    }
    const kept = [...keptUniques(spec, facts), ...keptIndexes(spec, facts)].map(({ name }) => name);
    const lost = facts.table.indexes.filter(
      (index) => isUnique(index) && !index.primary && !kept.includes(index.name) && index.valid,
    );
    const own = lost.filter(({ columnNames }) => !columnNames.includes(spec.key)).map(({ name }) => name);
    return own.length === 0
      ? undefined
      : `${own.join(', ')} ${own.length === 1 ? 'stays' : 'stay'} on the old rows alone: PostgreSQL can keep values unique over all partitions only together with ${spec.key}.`;
  },
};
