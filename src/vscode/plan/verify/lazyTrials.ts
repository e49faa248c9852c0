import type * as vscode from 'vscode';
import { showWarning } from '../../notices';
import type { Runner } from '../../run';
import type { AdviceTrialParts, AdviceTrials } from './adviceTrials';
import type { TrialParts } from './panelTrials';
import type { UnfinishedTrials } from './unfinishedTrials';

export interface LazyTrialParts extends Omit<AdviceTrialParts, 'warn' | 'unfinished'> {
  readonly memory: Pick<vscode.Memento, 'get' | 'update'>;
}

export interface LazyTrials extends TrialParts {
  /** Removes the copies that windows left which crashed; only the log hears when that fails. */
  removeLeftovers(runner: Runner): Promise<void>;
}

/** Trials whose code is loaded with the first of them. They remember what the user agreed to. */
export function lazyTrials({ memory, ...parts }: LazyTrialParts, compare: TrialParts['compare']): LazyTrials {
  let loaded: Promise<AdviceTrials> | undefined;
  let unfinished: Promise<UnfinishedTrials> | undefined;
  const warn = (sentence: string) => void showWarning(sentence);
  const remembered = () =>
    (unfinished ??= import('./unfinishedTrials').then(
      ({ UnfinishedTrials: Unfinished }) => new Unfinished(memory),
    ));
  const load = async () => {
    const { AdviceTrials: Trials } = await import('./adviceTrials');
    return new Trials({ ...parts, unfinished: await remembered(), warn });
  };
  return {
    trials: () => (loaded ??= load()),
    compare,
    removeLeftovers: async (runner) => {
      // Nearly always there is nothing, and then nothing is loaded.
      if ((memory.get<readonly unknown[]>('lakehouse.plan.unfinishedTrials') ?? []).length > 0) {
        await runner.quietly('plan.removeLeftovers', undefined, async () =>
          (await remembered()).removeLeftovers(parts.connections),
        );
      }
    },
  };
}
