import { isOneOf, isRecord, isString } from '../base/validate';
import type { ProfileScope } from '../core/connections/connectionProfile';
import { type Draft, draftFields } from '../core/connections/draftFields';
import type { TestReport } from '../core/connections/testReport';
import type { Validators } from './rpc';

/** Whether a password is known for the connection of the form: typed or pasted in it, or saved before. */
export type PasswordState = 'none' | 'entered' | 'saved';

/** A settings file that the connection can be saved in. */
export interface FormTarget {
  readonly key: string;
  readonly label: string;
  readonly scope: ProfileScope;
}

/** What the form shows. A password is never among it. */
export interface ConnectionFormView {
  readonly title: string;
  readonly isNew: boolean;
  readonly draft: Draft;
  readonly targets: readonly FormTarget[];
  readonly target: string;
  /** The groups that other connections are in. */
  readonly groups: readonly string[];
  readonly password: PasswordState;
  /** Sentences about what was left out of the settings entry that is edited. */
  readonly notes: readonly string[];
  /** Something would be lost without saving. */
  readonly changed: boolean;
}

export interface PasteAnswer {
  readonly draft: Draft;
  readonly password: PasswordState;
  readonly understood: string | undefined;
  readonly problems: readonly string[];
}

export interface TestAnswer {
  readonly report: TestReport;
  readonly password: PasswordState;
}

/** What the form may ask of the host, which keeps everything that is typed, so that nothing is lost with the page. */
export interface ConnectionHost {
  ready(argument: null): ConnectionFormView;
  /** The user changed a field. */
  edit(argument: { readonly draft: Draft; readonly target: string }): PasswordState;
  /** The user typed a password; an empty one takes it back. */
  enterPassword(argument: { readonly text: string }): PasswordState;
  paste(argument: { readonly text: string }): PasteAnswer;
  /** Connects without saving. An abort of the signal cancels it. */
  test(argument: null): TestAnswer;
  /** Saves and closes the form. */
  save(argument: { readonly connect: boolean }): void;
  /** Closes the form without saving. */
  close(argument: null): void;
  /** Lets the user choose a file for a field; undefined when none was chosen. */
  chooseFile(argument: { readonly key: string }): string | undefined;
}

/** What the host may tell the form; by `notify`, because a hidden view never answers. */
export interface ConnectionPage {
  show(argument: ConnectionFormView): void;
}

const outerKeys: readonly string[] = draftFields.map(({ key }) => key.split('.', 1)[0] ?? key);
const fileKeys = draftFields.filter(({ kind }) => kind === 'file').map(({ key }) => key);

/** Longer texts are nothing that a person types or pastes about a connection. */
const longestText = 100_000;

const isShortText = (value: unknown): value is string => isString(value) && value.length <= longestText;

function isDraft(value: unknown): value is Draft {
  return (
    isRecord(value) &&
    Object.entries(value).every(
      ([key, each]) =>
        outerKeys.includes(key) && (isPlain(each) || (isRecord(each) && Object.values(each).every(isPlain))),
    )
  );
}

function isPlain(value: unknown): boolean {
  return (
    isShortText(value) ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    (Array.isArray(value) && value.every(isShortText))
  );
}

const isNull = (value: unknown): value is null => value === null;
const isText = (value: unknown): value is { text: string } => isRecord(value) && isShortText(value['text']);

export const connectionHostValidators: Validators<ConnectionHost> = {
  ready: isNull,
  edit: (value): value is { draft: Draft; target: string } =>
    isRecord(value) && isDraft(value['draft']) && isShortText(value['target']),
  enterPassword: isText,
  paste: isText,
  test: isNull,
  save: (value): value is { connect: boolean } => isRecord(value) && typeof value['connect'] === 'boolean',
  close: isNull,
  chooseFile: (value): value is { key: string } => isRecord(value) && isOneOf(fileKeys, value['key']),
};
