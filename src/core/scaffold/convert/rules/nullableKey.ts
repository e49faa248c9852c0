import type { ConversionRule } from './conversionRule';

/** The key of a range must have a value, so NULL is refused from the first step on. */
export const nullableKey: ConversionRule = {
  id: 'nullableKey',
  run: (spec) =>
    spec.wasNullable
      ? `${spec.key} may be NULL now. From the first step on NULL is refused, and the second step fails if a row has it.`
      : undefined,
};
