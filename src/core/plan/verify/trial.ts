/** How a proposal was tried. */
export type TrialMethod =
  /** A hypothetical index of the extension HypoPG: the planner's costs only. */
  | 'hypopg'
  /** An index on a copy of the table. */
  | 'copy'
  /** A setting, for one transaction that was rolled back. */
  | 'setting';

/** What came of trying a proposal. */
export interface Trial {
  readonly method: TrialMethod;
  readonly verdict: TrialVerdict;
  /** The plans as the server wrote them (JSON): without the proposal, and with it. */
  readonly before: string;
  readonly after: string;
  /** Sentences on how it was tried, and what the figures cannot tell. */
  readonly notes: readonly string[];
}

export interface TrialVerdict {
  /** `notUsed`: the planner does not want the index. `same`: it makes no difference worth having. */
  readonly kind: 'helps' | 'same' | 'worse' | 'notUsed';
  /** The one line to show, with the figures. */
  readonly sentence: string;
}

/** What is happening, to show while it does. */
export type TrialProgress = (sentence: string) => void;
