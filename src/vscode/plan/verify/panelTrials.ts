import { CancelledError, isCancellation } from '../../../base/cancelSignal';
import type { Disposable } from '../../../base/disposable';
import type { AdviceFix } from '../../../core/plan/advice/advice';
import type { Trial } from '../../../core/plan/verify/trial';
import type { FixPlace, FixTrial, PlanTrialHost, TrialState, TrialWay } from '../../../protocol/planTrials';
import type { Handlers } from '../../../protocol/rpc';
import type { Runner } from '../../run';
import type { ExplainSubject } from '../planSubject';
import type { AdviceTrials } from './adviceTrials';

/** What the panels of plans need to try something. */
export interface TrialParts {
  readonly trials: () => Promise<AdviceTrials>;
  /** Shows the plans before and after. */
  readonly compare: (trial: Trial, subject: ExplainSubject) => Promise<void>;
}

export interface PanelTrialParts {
  readonly runner: Pick<Runner, 'describe'>;
  /** Undefined where nothing can be tried. */
  readonly parts: TrialParts | undefined;
  /** What the panel shows at a place; undefined when it shows something else by now. */
  readonly find: (place: FixPlace) => TriedFix | undefined;
  /** Tells the page. */
  readonly tell: (trial: FixTrial) => void;
}

/** What the panel shows at the place, where it can be tried. */
export interface TriedFix {
  readonly subject: ExplainSubject;
  readonly fix: AdviceFix;
  readonly realMs: number | undefined;
}

/** What was tried of the advice that a panel shows; one trial at a time. A new plan forgets it all. */
export class PanelTrials implements Disposable {
  private readonly found = new Map<string, { readonly place: FixPlace; readonly state: TrialState }>();
  private readonly kept = new Map<string, Trial>();
  private running: AbortController | undefined;

  constructor(private readonly parts: PanelTrialParts) {}

  /** What the page may ask. */
  get handlers(): Handlers<PlanTrialHost> {
    return {
      tryFix: ({ way, ...place }) => {
        // The page hears of it by `tell`: a request must not stay open for minutes.
        void this.try(place, way);
      },
      cancelTrial: () => this.cancel(),
      compareTrial: async (place) => {
        const trial = this.kept.get(keyOf(place));
        const found = this.parts.find(place);
        if (trial && found) {
          await this.parts.parts?.compare(trial, found.subject);
        }
      },
    };
  }

  /** Tells a page that was opened anew what is known. */
  tellAll(): void {
    for (const each of this.found.values()) {
      this.parts.tell(each);
    }
  }

  /** Resolves when the trial has ended, however it did. */
  async try(place: FixPlace, way: TrialWay): Promise<void> {
    const found = this.parts.find(place);
    const { parts } = this.parts;
    if (this.running || !found || !parts) {
      return;
    }
    const { subject, fix, realMs } = found;
    const running = new AbortController();
    this.running = running;
    const before = this.found.get(keyOf(place))?.state;
    const progress = (sentence: string) => this.become(place, { kind: 'running', sentence }, running);
    progress('Looking at the table…');
    try {
      const trials = await parts.trials();
      const trial = await trials.try({ subject, fix, way, realMs, progress }, running.signal);
      const { method, verdict, notes } = trial;
      this.kept.set(keyOf(place), trial);
      this.become(place, { kind: 'done', method, verdict, notes }, running);
    } catch (error) {
      const message = isCancellation(error) ? undefined : this.parts.runner.describe(error, 'plan trial');
      const state = message === undefined ? before : { kind: 'failed' as const, message };
      this.become(place, state, running);
    } finally {
      if (this.running === running) {
        this.running = undefined;
      }
    }
  }

  cancel(): void {
    this.running?.abort(new CancelledError());
  }

  /** Another plan is shown: what was found is of no use any more, and what is running is ended. */
  forget(): void {
    this.cancel();
    this.running = undefined;
    this.found.clear();
    this.kept.clear();
  }

  dispose(): void {
    this.forget();
  }

  private become(place: FixPlace, state: TrialState | undefined, running: AbortController): void {
    if (this.running !== running) {
      return;
    }
    if (state) {
      this.found.set(keyOf(place), { place, state });
    } else {
      this.found.delete(keyOf(place));
    }
    this.parts.tell({ place, state });
  }
}

function keyOf({ runId, plan, advice, fix }: FixPlace): string {
  return [runId, plan, advice, fix].join(' ');
}
