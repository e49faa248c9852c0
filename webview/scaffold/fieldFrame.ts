import { nothing } from 'lit/html.js';
import type { FormField, FormValue } from '../../src/core/scaffold/scaffoldForm';
import type { FormModel, PlacedField } from './formModel';

/** What a field does when the user changes it. */
export interface FieldActions {
  set(placed: PlacedField, value: FormValue): void;
  left(placed: PlacedField): void;
  addRow(placed: PlacedField): void;
  /** The field got the focus: now its names are wanted. */
  entered(placed: PlacedField): void;
  /** The names that are offered, as far as they were read. */
  offered(placed: PlacedField): readonly string[];
}

/** The id of the control of a field. */
export function idOf(path: string): string {
  return `field-${path.replaceAll('.', '-')}`;
}

/** What a control says about itself to a screen reader. */
export function described({ field, path, value }: PlacedField, model: FormModel): string | typeof nothing {
  const id = idOf(path);
  const ids = [
    ...(hintOf(field, value) === undefined ? [] : [`${id}-help`]),
    ...(model.problem(path) === undefined ? [] : [`${id}-problem`]),
  ];
  return ids.length === 0 ? nothing : ids.join(' ');
}

/** The explanation of a field; of a choice also what the chosen one means. */
export function hintOf(field: FormField, value: FormValue): string | undefined {
  const chosen =
    field.kind === 'choice' ? field.choices.find((choice) => choice.value === value)?.hint : undefined;
  const parts = [field.hint, chosen].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' ');
}
