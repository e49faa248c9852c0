import { isCount, isOneOf, isRecord, isString } from '../base/validate';
import type { ConversionPhase } from '../core/scaffold/convert/conversionFacts';
import type { ConversionStepId } from '../core/scaffold/convert/conversionPlan';
import type { NewPartition } from '../core/scaffold/convert/conversionSpec';
import type { ConversionRequest } from '../core/scaffold/convert/proposeConversion';
import { calendarUnits } from '../core/scaffold/partitioning/calendar';
import type { IndexProgress } from '../core/scaffold/convert/indexProgress';
import type { Validators } from './rpc';

/** What the page of a conversion shows. */
export interface ConversionView {
  readonly schema: string;
  readonly table: string;
  readonly connectionName: string;
  readonly database: string;
  readonly environment: string;
  /** The theme colour of the connection; that of the environment unless named. */
  readonly color?: string;
  readonly phase: ConversionPhase;
  /** Columns that can be the partition key. */
  readonly columns: readonly { readonly name: string; readonly counts: 'time' | 'number' }[];
  readonly request: ConversionRequest;
  /** Why nothing can be run. */
  readonly problems: readonly string[];
  readonly plan?: ConversionPlanView;
  readonly status: ConversionStatusView;
}

export interface ConversionPlanView {
  readonly key: string;
  readonly legacy: string;
  readonly legacyEnd: string;
  readonly partitions: readonly NewPartition[];
  readonly defaultPartition?: string;
  readonly warnings: readonly string[];
  readonly steps: readonly ConversionStepView[];
  readonly canGoBack: boolean;
}

export interface ConversionStepView {
  readonly id: ConversionStepId;
  readonly title: string;
  readonly explain: string;
  /** Empty for a step that is done. */
  readonly sql: string;
  readonly done: boolean;
  readonly irreversible?: string;
}

export interface ConversionStatusView {
  readonly state: 'resting' | 'running' | 'goingBack' | 'stopping';
  readonly step?: ConversionStepId;
  readonly progress?: IndexProgress;
  readonly message?: string;
  readonly failed: boolean;
  /** Milliseconds; 0 before anything was blocked. */
  readonly longestBlock: number;
}

/** What the page may ask of the host. */
export interface ConversionHost {
  ready(argument: null): ConversionView;
  /** Computes the bounds for what stands in the form. */
  propose(argument: ConversionRequest): ConversionView;
  /** Begins or goes on, up to the step that cannot be taken back. */
  go(argument: null): void;
  /** Takes that step. */
  finish(argument: null): void;
  back(argument: null): void;
  pause(argument: null): void;
  /** Puts the statements that are still to be run into the clipboard. */
  copy(argument: null): void;
  /** Writes the steps, and what takes them back, into files. Only before the first step. */
  save(argument: null): void;
}

/** What the host may tell the page; by `notify`, because a hidden page never answers. */
export interface ConversionPage {
  show(argument: ConversionView): void;
}

const isNull = (value: unknown): value is null => value === null;

export const conversionHostValidators: Validators<ConversionHost> = {
  ready: isNull,
  propose: isRequest,
  go: isNull,
  finish: isNull,
  back: isNull,
  pause: isNull,
  copy: isNull,
  save: isNull,
};

/** More partitions than that are not made at once. */
export const mostPartitions = 500;

function isRequest(value: unknown): value is ConversionRequest {
  return (
    isRecord(value) &&
    isString(value['key']) &&
    isOneOf(calendarUnits, value['period']) &&
    isString(value['width']) &&
    /^[1-9]\d{0,17}$/.test(value['width']) &&
    isCount(value['count']) &&
    value['count'] >= 1 &&
    value['count'] <= mostPartitions &&
    typeof value['withDefault'] === 'boolean'
  );
}
