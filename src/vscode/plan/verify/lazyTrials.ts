import { showWarning } from '../../notices';
import type { AdviceTrialParts, AdviceTrials } from './adviceTrials';
import type { TrialParts } from './panelTrials';

/** Trials whose code is loaded with the first of them. They remember what the user agreed to. */
export function lazyTrials(
  parts: Omit<AdviceTrialParts, 'warn'>,
  compare: TrialParts['compare'],
): TrialParts {
  let loaded: Promise<AdviceTrials> | undefined;
  const warn = (sentence: string) => void showWarning(sentence);
  return {
    trials: () =>
      (loaded ??= import('./adviceTrials').then(
        ({ AdviceTrials: Trials }) => new Trials({ ...parts, warn }),
      )),
    compare,
  };
}
