import { isRecord, isString } from '../base/validate';
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
}

/** What the form would do, as the catalog is now. */
export type ScaffoldPreview =
  | { readonly kind: 'plan'; readonly plan: ScaffoldPlan }
  | { readonly kind: 'form'; readonly problems: readonly FieldProblem[] };

/** What the page may ask of the host, which keeps what is typed and makes all SQL. The page never sends any. */
export interface ScaffoldHost {
  ready(argument: null): ScaffoldView;
  /** Reads the catalog and makes the steps for these values. An abort stops the reading. */
  preview(argument: { readonly values: FormValues }): ScaffoldPreview;
  /** The names that a field can hold. `relation` is what stands in the field whose columns are wanted. */
  offers(argument: { readonly field: string; readonly relation: string }): readonly string[];
}

/** What the host may tell the page; by `notify`, because a hidden page never answers. */
export interface ScaffoldPage {
  /** Everything is to be shown anew. */
  show(argument: ScaffoldView): void;
}

const isNull = (value: unknown): value is null => value === null;

export const scaffoldHostValidators: Validators<ScaffoldHost> = {
  ready: isNull,
  // What is in it is read by the form that it is for.
  preview: (value): value is { values: FormValues } => isRecord(value) && isRecord(value['values']),
  offers: (value): value is { field: string; relation: string } =>
    isRecord(value) && isString(value['field']) && isString(value['relation']),
};
