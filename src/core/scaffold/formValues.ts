import { isRecord, isString } from '../../base/validate';
import type { FormField, FormOffer, FormSection, FormValue, FormValues } from './scaffoldForm';

/** What a form was opened for: a node of the sidebar. */
export interface FormSubject {
  readonly schema?: string;
  /** As `FormOffer` writes relations: `schema.relation`, quoted where it must be. */
  readonly relation?: string;
}

/** Longer texts are nothing that a person writes into a form. */
const longestText = 100_000;
const mostItems = 2_000;

/** The values of a form that nobody has touched; what the subject names stands in the fields that offer such names. */
export function startValues(form: readonly FormSection[], subject: FormSubject = {}): FormValues {
  return Object.fromEntries(
    fieldsOf(form).map((field) => {
      const about = field.kind === 'text' && field.default === undefined ? namedBy(field.offer, subject) : '';
      return [field.id, about === '' ? defaultValue(field) : about];
    }),
  );
}

/** What an untouched field holds. */
export function defaultValue(field: FormField): FormValue {
  switch (field.kind) {
    case 'text':
    case 'longText':
    case 'number':
      return field.default ?? '';
    case 'flag':
      return field.default ?? false;
    case 'choice':
      return field.default;
    case 'names':
      return field.default ?? [];
    case 'rows':
      // A row of a default names only what is not as usual.
      return (field.default ?? []).map((row) => readFields(field.fields, row));
  }
}

/** A row of a list that was just added. */
export function emptyRow(fields: readonly FormField[]): FormValues {
  return Object.fromEntries(fields.map((field) => [field.id, defaultValue(field)]));
}

/**
 * Makes form values of anything: fields that the form does not have are dropped, and what is missing or of another type
 * becomes the field's default. So a scaffold sees each of its fields with a value of its type.
 */
export function readFormValues(form: readonly FormSection[], given: unknown): FormValues {
  return readFields(fieldsOf(form), given);
}

export function fieldsOf(form: readonly FormSection[]): readonly FormField[] {
  return form.flatMap(({ fields }) => fields);
}

/** The field at a path such as `name` or `columns.2.type`. */
export function fieldAt(form: readonly FormSection[], path: string): FormField | undefined {
  const [id, , inRow] = path.split('.');
  const field = fieldsOf(form).find((each) => each.id === id);
  return inRow !== undefined && field?.kind === 'rows'
    ? field.fields.find((each) => each.id === inRow)
    : field;
}

/** Whether a field has a meaning beside the values of its own row and, around it, of the form. */
export function isShown(field: FormField, ...scopes: readonly FormValues[]): boolean {
  const { when } = field;
  if (when === undefined) {
    return true;
  }
  const value = scopes.find((scope) => Object.hasOwn(scope, when.field))?.[when.field];
  return (typeof value === 'string' || typeof value === 'boolean') && when.is.includes(String(value));
}

function namedBy(offer: FormOffer | undefined, { schema = '', relation = '' }: FormSubject): string {
  const isRelation = offer === 'tables' || offer === 'partitionedTables' || offer === 'views';
  return isRelation ? relation : offer === 'schemas' ? schema : '';
}

function readFields(fields: readonly FormField[], given: unknown): FormValues {
  const values = isRecord(given) ? given : {};
  return Object.fromEntries(
    fields.map((field) => [
      field.id,
      Object.hasOwn(values, field.id) ? readValue(field, values[field.id]) : defaultValue(field),
    ]),
  );
}

function readValue(field: FormField, value: unknown): FormValue {
  switch (field.kind) {
    case 'text':
    case 'longText':
    case 'number':
      return isText(value) ? value : defaultValue(field);
    case 'flag':
      return typeof value === 'boolean' ? value : defaultValue(field);
    case 'choice':
      return field.choices.find((choice) => choice.value === value)?.value ?? field.default;
    case 'names':
      return Array.isArray(value) ? value.filter(isText).slice(0, mostItems) : defaultValue(field);
    case 'rows':
      return Array.isArray(value)
        ? value.slice(0, mostItems).map((row) => readFields(field.fields, row))
        : defaultValue(field);
  }
}

function isText(value: unknown): value is string {
  return isString(value) && value.length <= longestText;
}
