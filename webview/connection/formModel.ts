import {
  draftProblems,
  type DraftProblems,
  isSet,
  shownValue,
  typedValue,
  withField,
} from '../../src/core/connections/connectionForm';
import { type Draft, type DraftField, draftFields } from '../../src/core/connections/draftFields';
import type { ConnectionFormView, FormTarget, PasswordState } from '../../src/protocol/connection';

/** What the form holds while a person fills it in, and what is wrong with it. */
export class FormModel {
  draft: Draft;
  target: string;
  password: PasswordState;
  changed: boolean;
  private readonly touched = new Set<string>();
  private triedToGo = false;
  /** What is being typed, as it is typed: its value may be written in another way. */
  private typing: { readonly key: string; readonly text: string } | undefined;
  private known: DraftProblems;

  constructor(readonly view: ConnectionFormView) {
    this.draft = view.draft;
    this.target = view.target;
    this.password = view.password;
    this.changed = view.changed;
    this.known = this.check();
  }

  get chosenTarget(): FormTarget | undefined {
    return this.view.targets.find(({ key }) => key === this.target);
  }

  /** The fields that have a meaning beside the others. */
  get fields(): readonly DraftField[] {
    return draftFields.filter(({ when }) => when === undefined || when(this.draft));
  }

  /** What is wrong with a field, as far as it is to be said: that something is missing is said after a visit. */
  problem(key: string): string | undefined {
    const problem = this.known.byField.get(key);
    const isPremature = problem?.endsWith(' is missing.') && !this.touched.has(key) && !this.triedToGo;
    return isPremature ? undefined : problem;
  }

  get generalProblems(): readonly string[] {
    return this.known.general;
  }

  get isComplete(): boolean {
    return this.known.byField.size + this.known.general.length === 0;
  }

  /** From now on everything that is missing is said. Answers the first field that needs a correction. */
  insist(): string | undefined {
    this.triedToGo = true;
    return this.fields.find(({ key }) => this.known.byField.has(key))?.key;
  }

  text(field: DraftField): string {
    return this.typing?.key === field.key ? this.typing.text : shownValue(field, this.draft);
  }

  flag(field: DraftField): boolean {
    return isSet(field, this.draft);
  }

  type(field: DraftField, text: string): void {
    this.typing = { key: field.key, text };
    this.set(field.key, typedValue(field, text));
  }

  /** The user left a field. */
  visited(key: string): void {
    this.typing = undefined;
    this.touched.add(key);
  }

  choose({ key, options }: DraftField, value: string): void {
    this.set(key, value === options[0]?.value ? undefined : value);
  }

  switch({ key, initial }: DraftField, on: boolean): void {
    this.set(key, on === initial(this.draft) ? undefined : on);
  }

  /** Another draft takes the place of this one: something was pasted. */
  replace(draft: Draft): void {
    this.typing = undefined;
    this.draft = draft;
    this.changed = true;
    this.known = this.check();
  }

  saveIn(target: string): void {
    this.target = target;
    this.changed = true;
    this.known = this.check();
  }

  private set(key: string, value: unknown): void {
    this.draft = withField(this.draft, key, value);
    this.changed = true;
    this.known = this.check();
  }

  private check(): DraftProblems {
    return draftProblems(this.draft, this.chosenTarget?.scope ?? 'user');
  }
}
