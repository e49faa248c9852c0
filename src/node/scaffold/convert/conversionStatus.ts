import type { ConversionStepId } from '../../../core/scaffold/convert/conversionPlan';
import type { IndexProgress } from '../../../core/scaffold/convert/indexProgress';

export interface ConversionStatus {
  /** `resting`: nothing is under way; `message` says why it stopped, if it did. */
  readonly state: 'resting' | 'running' | 'goingBack' | 'stopping';
  readonly step: ConversionStepId | undefined;
  readonly progress: IndexProgress | undefined;
  /** What is waited for, or why the conversion rests. */
  readonly message: string | undefined;
  /** How often the locks of the step were asked for. */
  readonly attempts: number;
  /** The longest time in milliseconds that a transaction of ours waited for and held a lock that stops others. */
  readonly longestBlock: number;
  /** Fails with every run that ended in an error, and not with one that was stopped. */
  readonly failed: boolean;
}

export const restingStatus: ConversionStatus = {
  state: 'resting',
  step: undefined,
  progress: undefined,
  message: undefined,
  attempts: 0,
  longestBlock: 0,
  failed: false,
};
