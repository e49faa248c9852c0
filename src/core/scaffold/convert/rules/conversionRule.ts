import type { ConversionFacts } from '../conversionFacts';
import type { ConversionSpec } from '../conversionSpec';

/** Something that is different after the conversion and may be unwanted. */
export interface ConversionRule {
  readonly id: string;
  /** The sentence, or undefined where it does not apply. */
  run(spec: ConversionSpec, facts: ConversionFacts): string | undefined;
}
