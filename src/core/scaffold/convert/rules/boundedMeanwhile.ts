import type { ConversionRule } from './conversionRule';

/** Until the swap there is no partition for what lies beyond the bound. */
export const boundedMeanwhile: ConversionRule = {
  id: 'boundedMeanwhile',
  run: (spec, { phase }) =>
    phase === 'swapped' || phase === 'finished'
      ? undefined
      : `From the first step until the swap, rows whose ${spec.key} is ${spec.legacyEnd} or later are refused. Do not stop in between for long.`,
};
