import { isCount, isRecord, isString } from '../base/validate';
import type { MatrixCell } from '../core/rowSecurity/matrix';
import type { MatrixChoice } from '../core/rowSecurity/matrixChoices';
import type { Validators } from './rpc';

/** A role as the page offers it. */
export interface MatrixRole {
  readonly name: string;
  /** What is special about it, such as `superuser`. */
  readonly words: string;
}

/** What can be tried, and where. */
export interface MatrixSetup {
  readonly connectionName: string;
  readonly database: string;
  readonly environment: string;
  /** A theme colour. */
  readonly color: string;
  readonly readOnly: boolean;
  readonly roles: readonly MatrixRole[];
  readonly relations: readonly MatrixChoice[];
  /** The settings that policies of the database read. */
  readonly settings: readonly string[];
  /** Indexes of relations that are ticked at first. */
  readonly ticked: readonly number[];
}

/** A role with settings as they were typed. */
export interface MatrixLens {
  readonly role: string;
  readonly settings: string;
}

/** Most roles and relations of one run. */
export const matrixLimits = { lenses: 12, relations: 100 };

/** What the page may ask of the host. */
export interface MatrixHost {
  ready(argument: null): MatrixSetup;
  /** Tries; cells are told meanwhile. `relations` are indexes of the setup. False when the user did not want it. */
  run(argument: { readonly lenses: readonly MatrixLens[]; readonly relations: readonly number[] }): boolean;
  /** Opens a relation as a role. */
  view(argument: { readonly lens: MatrixLens; readonly relation: number }): void;
}

/** What the host tells the page by `notify`. Numbers of relations are indexes of the run. */
export interface MatrixPage {
  cells(argument: { readonly cells: readonly MatrixCell[] }): void;
}

const isLens = (value: unknown): value is MatrixLens =>
  isRecord(value) && isString(value['role']) && isString(value['settings']);

export const matrixHostValidators: Validators<MatrixHost> = {
  ready: (value): value is null => value === null,
  run: (value): value is { lenses: MatrixLens[]; relations: number[] } =>
    isRecord(value) &&
    Array.isArray(value['lenses']) &&
    value['lenses'].length <= matrixLimits.lenses &&
    value['lenses'].every(isLens) &&
    Array.isArray(value['relations']) &&
    value['relations'].length <= matrixLimits.relations &&
    value['relations'].every(isCount),
  view: (value): value is { lens: MatrixLens; relation: number } =>
    isRecord(value) && isLens(value['lens']) && isCount(value['relation']),
};
