import { isOneOf, isRecord, isString } from '../base/validate';
import type { GrantEdit } from '../core/scaffold/grants/grantEdit';
import type { GrantFacts } from '../core/scaffold/grants/grantFacts';
import { type GrantTarget, grantTargetKinds } from '../core/scaffold/grants/grantTarget';
import type { Validators } from './rpc';

/** What the matrix of rights says of its connection, and where it was left. */
export interface GrantsView {
  readonly connectionName: string;
  readonly database: string;
  readonly environment: string;
  readonly color?: string;
  readonly readOnly: boolean;
  /** The schema that is shown; absent for the database and all schemas. */
  readonly schema?: string;
  /** Changes that were made in the table and not applied yet. The host keeps them. */
  readonly edits: readonly GrantEdit[];
}

export interface RightsRead {
  readonly facts: GrantFacts;
  /** There are more relations than these. */
  readonly more: boolean;
}

/** What the page may ask of the host. */
export interface GrantsHost {
  ready(argument: null): GrantsView;
  /** The rights on the database, its schemas and, of one schema, on what is in it by a part of its name. */
  read(argument: { readonly schema?: string; readonly search: string }): RightsRead;
  keep(argument: { readonly edits: readonly GrantEdit[] }): void;
  /** Opens the statements of the edits, to be looked at and applied. */
  review(argument: { readonly edits: readonly GrantEdit[] }): void;
}

/** What the host may tell the page; by `notify`, because a hidden page never answers. */
export interface GrantsPage {
  show(argument: GrantsView): void;
}

export const grantsHostValidators: Validators<GrantsHost> = {
  ready: (value): value is null => value === null,
  read: (value): value is { schema?: string; search: string } =>
    isRecord(value) && isOptional(value['schema']) && isString(value['search']),
  keep: hasEdits,
  review: hasEdits,
};

function hasEdits(value: unknown): value is { edits: readonly GrantEdit[] } {
  return isRecord(value) && Array.isArray(value['edits']) && value['edits'].every(isEdit);
}

function isEdit(value: unknown): value is GrantEdit {
  return (
    isRecord(value) &&
    isOneOf(['grant', 'revoke'], value['change']) &&
    isOptional(value['role']) &&
    isString(value['privilege']) &&
    isTarget(value['target'])
  );
}

function isTarget(value: unknown): value is GrantTarget {
  if (!isRecord(value) || !isOneOf(grantTargetKinds, value['kind'])) {
    return false;
  }
  switch (value['kind']) {
    case 'database':
    case 'schema':
      return isString(value['name']);
    case 'relation':
    case 'sequence':
      return isString(value['schema']) && isString(value['name']);
    case 'newTables':
    case 'newSequences':
      return isString(value['creator']) && isOptional(value['schema']);
  }
}

function isOptional(value: unknown): boolean {
  return value === undefined || isString(value);
}
