import { emptyRow, isShown } from '../../src/core/scaffold/formValues';
import type {
  FieldProblem,
  FormField,
  FormSection,
  FormValue,
  FormValues,
} from '../../src/core/scaffold/scaffoldForm';

/** A field where it stands: in the form, or in a row of a list. */
export interface PlacedField {
  readonly field: FormField;
  /** `name`, or `columns.2.type`. */
  readonly path: string;
  readonly value: FormValue;
  /** The values of its row, then those of the form. */
  readonly scopes: readonly FormValues[];
}

/** What stands in the form, and what is wrong with it. Values are never changed in place. */
export class FormModel {
  private readonly visited = new Set<string>();
  private insisted = false;
  problems: readonly FieldProblem[] = [];

  constructor(
    readonly form: readonly FormSection[],
    public values: FormValues,
  ) {}

  /** The fields of a section that have a meaning now. */
  fields(section: FormSection): readonly PlacedField[] {
    return placed(section.fields, '', this.values, [this.values]);
  }

  /** The fields of a row of a list. */
  rowFields(list: PlacedField, row: number): readonly PlacedField[] {
    const { field, path } = list;
    const values = rowsOf(list.value)[row] ?? {};
    return field.kind === 'rows'
      ? placed(field.fields, `${path}.${row}.`, values, [values, ...list.scopes])
      : [];
  }

  set(path: string, value: FormValue): void {
    const [id = '', row, inRow] = path.split('.');
    if (row === undefined || inRow === undefined) {
      this.values = { ...this.values, [id]: value };
      return;
    }
    const rows = rowsOf(this.values[id]).map((each, place) =>
      place === Number(row) ? { ...each, [inRow]: value } : each,
    );
    this.values = { ...this.values, [id]: rows };
  }

  addRow({ field, path, value }: PlacedField): void {
    if (field.kind === 'rows') {
      this.set(path, [...rowsOf(value), emptyRow(field.fields)]);
    }
  }

  visit(path: string): void {
    this.visited.add(path);
  }

  /** From now on each problem is shown at its field. Answers the path of the first one. */
  insist(): string | undefined {
    this.insisted = true;
    return this.problems.find(({ field }) => field !== undefined)?.field;
  }

  /** What is wrong with a field, once somebody was there. */
  problem(path: string): string | undefined {
    return this.insisted || this.visited.has(path)
      ? this.problems.find(({ field }) => field === path)?.message
      : undefined;
  }

  /** What stands in the field whose columns another field offers. */
  relationFor({ field, scopes }: PlacedField): string {
    const offer = 'offer' in field ? field.offer : undefined;
    if (typeof offer !== 'object') {
      return '';
    }
    const scope = scopes.find((values) => Object.hasOwn(values, offer.columnsOf));
    const relation = scope?.[offer.columnsOf];
    return typeof relation === 'string' ? relation : '';
  }
}

/** The text of a field of one line or more. */
export function textOf(value: FormValue): string {
  return typeof value === 'string' ? value : '';
}

/** A list with one of its items moved one place up. */
export function movedUp<T>(items: readonly T[], place: number): readonly T[] {
  const [before, moved] = [items[place - 1], items[place]];
  return before === undefined || moved === undefined
    ? items
    : [...items.slice(0, place - 1), moved, before, ...items.slice(place + 1)];
}

export function rowsOf(value: FormValue | undefined): readonly FormValues[] {
  return Array.isArray(value) ? (value as readonly unknown[]).filter(isRow) : [];
}

export function namesOf(value: FormValue | undefined): readonly string[] {
  return Array.isArray(value)
    ? (value as readonly unknown[]).filter((each): each is string => typeof each === 'string')
    : [];
}

function isRow(value: unknown): value is FormValues {
  return typeof value === 'object' && value !== null;
}

function placed(
  fields: readonly FormField[],
  prefix: string,
  values: FormValues,
  scopes: readonly FormValues[],
): readonly PlacedField[] {
  return fields
    .filter((field) => isShown(field, ...scopes))
    .map((field) => ({ field, path: prefix + field.id, value: values[field.id] ?? '', scopes }));
}
