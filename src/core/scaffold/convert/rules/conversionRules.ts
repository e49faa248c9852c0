import type { ScaffoldWarning } from '../../scaffold';
import type { ConversionFacts } from '../conversionFacts';
import type { ConversionSpec } from '../conversionSpec';
import { boundedMeanwhile } from './boundedMeanwhile';
import type { ConversionRule } from './conversionRule';
import { keyOfPrimaryKey } from './keyOfPrimaryKey';
import { nullableKey } from './nullableKey';
import { staysBehind } from './staysBehind';
import { uniqueWithoutKey } from './uniqueWithoutKey';

/** The only list of them. */
export const conversionRules: readonly ConversionRule[] = [
  keyOfPrimaryKey,
  uniqueWithoutKey,
  nullableKey,
  boundedMeanwhile,
  staysBehind,
];

export function conversionWarnings(spec: ConversionSpec, facts: ConversionFacts): readonly ScaffoldWarning[] {
  return conversionRules.flatMap(({ id, run }) => {
    const message = run(spec, facts);
    return message === undefined ? [] : [{ rule: id, message }];
  });
}
