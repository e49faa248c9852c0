import { conversionNames } from '../conversionSpec';
import type { ConversionRule } from './conversionRule';

/** Parts that a partitioned table cannot have, or that are of use only to the rows that are there. */
export const staysBehind: ConversionRule = {
  id: 'staysBehind',
  run: (spec, { table, phase }) => {
    const own = table.constraints
      .filter(({ kind, definition }) => kind === 'check' && definition.endsWith(' NO INHERIT'))
      .map(({ name }) => name);
    const invalid = table.indexes
      .filter(({ valid, name }) => !valid && name !== conversionNames(spec).legacyKey)
      .map(({ name }) => name);
    const left = phase === 'swapped' || phase === 'finished' ? [] : [...own, ...invalid];
    return left.length === 0
      ? undefined
      : `${left.join(', ')} ${left.length === 1 ? 'stays' : 'stay'} with the old rows: a CHECK with NO INHERIT and an invalid index do not reach partitions.`;
  },
};
