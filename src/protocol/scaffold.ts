import { isOneOf, isRecord, isString } from '../base/validate';
import type { StepState } from '../core/scaffold/apply/runSteps';
import type { StepProof } from '../core/scaffold/proof/stepProof';
import type { TrialReport } from '../core/scaffold/proof/trial';
import type { ScaffoldPlan } from '../core/scaffold/scaffold';
import type { FieldProblem, FormSection, FormValues } from '../core/scaffold/scaffoldForm';
import type { Validators } from './rpc';

/** What a scaffold's page shows before anything was read. */
export interface ScaffoldView {
  readonly title: string;
  readonly explain: string;
  readonly form: readonly FormSection[];
  readonly values: FormValues;
  readonly connectionName: string;
  readonly database: string;
  readonly environment: string;
  readonly color?: string;
  readonly readOnly: boolean;
  readonly run?: RunView;
}

/** What the form would do, as the catalog is now. */
export type ScaffoldPreview =
  | { readonly kind: 'plan'; readonly plan: ScaffoldPlan; readonly proof: readonly StepProof[] }
  | { readonly kind: 'form'; readonly problems: readonly FieldProblem[] };

/** What became of the last Apply or Undo. */
export interface RunView {
  readonly title: string;
  readonly running: boolean;
  readonly steps: readonly { readonly title: string; readonly state: StepState }[];
  /** What happened, as a sentence; undefined while it runs. */
  readonly message: string | undefined;
  readonly failed: boolean;
  /** What was applied can be taken back. */
  readonly undoable: boolean;
}

/** Where steps are tried: in a rolled-back transaction on the very server, or on a copy of the schema in the sandbox. */
export const trialPlaces = ['server', 'sandbox'] as const;
export type TrialPlace = (typeof trialPlaces)[number];

/** What the page may ask of the host, which keeps what is typed and makes all SQL. The page never sends any. */
export interface ScaffoldHost {
  ready(argument: null): ScaffoldView;
  /** Reads the catalog and makes the steps for these values. An abort stops the reading. */
  preview(argument: { readonly values: FormValues }): ScaffoldPreview;
  /** The names that a field can hold. `relation` is what stands in the field whose columns are wanted. */
  offers(argument: { readonly field: string; readonly relation: string }): readonly string[];
  /** Tries the steps that were previewed, and leaves nothing behind. An abort cancels it. */
  trial(argument: { readonly values: FormValues; readonly place: TrialPlace }): TrialReport | undefined;
  /**
   * Makes the steps again, and runs them when they are those that were previewed. What becomes of them is told by `run`.
   * The run outlives the page that asked for it, and ends early with `stop`.
   */
  apply(argument: { readonly values: FormValues }): void;
  /** Takes back what was applied last. */
  undo(argument: null): void;
  /** Cancels the statement that runs, and with it the run. */
  stop(argument: null): void;
  save(argument: { readonly values: FormValues }): void;
  copy(argument: { readonly values: FormValues }): void;
}

/** What the host may tell the page; by `notify`, because a hidden page never answers. */
export interface ScaffoldPage {
  /** Everything is to be shown anew. */
  show(argument: ScaffoldView): void;
  /** A run goes on, or has ended: then the preview is out of date. */
  run(argument: RunView): void;
}

const isNull = (value: unknown): value is null => value === null;
// What is in the values is read by the form that they are for.
const hasValues = (value: unknown): value is { values: FormValues } =>
  isRecord(value) && isRecord(value['values']);

export const scaffoldHostValidators: Validators<ScaffoldHost> = {
  ready: isNull,
  preview: hasValues,
  offers: (value): value is { field: string; relation: string } =>
    isRecord(value) && isString(value['field']) && isString(value['relation']),
  trial: (value): value is { values: FormValues; place: TrialPlace } =>
    hasValues(value) && isOneOf(trialPlaces, (value as Record<string, unknown>)['place']),
  apply: hasValues,
  undo: isNull,
  stop: isNull,
  save: hasValues,
  copy: hasValues,
};
