import { needsNewKey } from '../conversionSpec';
import type { ConversionRule } from './conversionRule';

/** A primary key must hold the partition key, so it no longer keeps its columns unique by themselves. */
export const keyOfPrimaryKey: ConversionRule = {
  id: 'keyOfPrimaryKey',
  run: (spec) => {
    const former = (spec.primaryKey?.columns ?? []).join(', ');
    return needsNewKey(spec)
      ? `The primary key becomes (${former}, ${spec.key}). Two rows in different partitions can then have the same ${former}. From the swap on, ON CONFLICT (${former}) is refused: such statements must name ${spec.key}, too.`
      : undefined;
  },
};
