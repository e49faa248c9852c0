import type { FixPlace, FixTrial, TrialState } from '../../../src/protocol/planTrials';

/** What the page knows of the fixes that were tried. */
export class TrialBook {
  private readonly states = new Map<string, TrialState>();

  /** Notes what the host tells; answers with the words to say when a trial has come to its end. */
  take({ place, state }: FixTrial): string {
    if (!state) {
      this.states.delete(keyOf(place));
      return 'Cancelled.';
    }
    this.states.set(keyOf(place), state);
    switch (state.kind) {
      case 'running':
        return '';
      case 'failed':
        return 'Not tried.';
      case 'done':
        return endings[state.verdict.kind];
    }
  }

  of(place: FixPlace): TrialState | undefined {
    return this.states.get(keyOf(place));
  }

  /** One thing is tried at a time. */
  get busy(): boolean {
    return [...this.states.values()].some(({ kind }) => kind === 'running');
  }
}

/** A few words, for the bar: the whole sentence stands at the fix. */
const endings = {
  helps: 'Tried: it helps.',
  same: 'Tried: no gain.',
  notUsed: 'Tried: no gain.',
  worse: 'Tried: it gets worse.',
} as const;

/** A fix that was tried and does not help is not offered any more. */
export function isRefuted(state: TrialState | undefined): boolean {
  return state?.kind === 'done' && state.verdict.kind !== 'helps';
}

function keyOf({ runId, plan, advice, fix }: FixPlace): string {
  return [runId, plan, advice, fix].join(' ');
}
