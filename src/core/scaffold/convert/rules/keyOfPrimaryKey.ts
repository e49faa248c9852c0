import { needsNewKey } from '../conversionSpec';
import type { ConversionRule } from './conversionRule';

/** A primary key must hold the partition key, so it no longer keeps its columns unique by themselves. */
export const keyOfPrimaryKey: ConversionRule = {
  id: 'keyOfPrimaryKey',
  run: (spec) =>
    needsNewKey(spec)
      ? `The primary key becomes (${[...(spec.primaryKey?.columns ?? []), spec.key].join(', ')}). Two rows in different partitions can then have the same ${(spec.primaryKey?.columns ?? []).join(', ')}, and ON CONFLICT (${(spec.primaryKey?.columns ?? []).join(', ')}) is refused: name ${spec.key} there, too, before you convert.`
      : undefined,
};
