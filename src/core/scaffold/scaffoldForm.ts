/** What stands in a form, by the ids of its fields. It comes from a webview and is not trusted. */
export type FormValues = Readonly<Record<string, FormValue>>;

export type FormValue = string | boolean | readonly string[] | readonly FormValues[];

/** A group of fields under a heading. */
export interface FormSection {
  readonly title: string;
  readonly hint?: string;
  readonly fields: readonly FormField[];
}

/** What the catalog can offer for a field. Relations are written `schema.relation` with names quoted where they must be. */
export type FormOffer =
  | 'schemas'
  | 'roles'
  | 'logins'
  | 'tables'
  | 'partitionedTables'
  | 'views'
  | 'types'
  | 'tablespaces'
  | { readonly columnsOf: string };

export type FormField = FieldFrame &
  (
    | {
        readonly kind: 'text';
        readonly offer?: FormOffer;
        readonly default?: string;
        readonly placeholder?: string;
      }
    /** Several lines, such as a condition in SQL. */
    | { readonly kind: 'longText'; readonly default?: string; readonly placeholder?: string }
    | { readonly kind: 'number'; readonly default?: string; readonly least?: number; readonly most?: number }
    | { readonly kind: 'flag'; readonly default?: boolean }
    | { readonly kind: 'choice'; readonly choices: readonly FormChoice[]; readonly default: string }
    /** Several names, in order. */
    | { readonly kind: 'names'; readonly offer?: FormOffer; readonly default?: readonly string[] }
    /** A table of rows that can be added, moved and removed. Rows hold no rows. */
    | {
        readonly kind: 'rows';
        readonly fields: readonly FormField[];
        readonly default?: readonly FormValues[];
      }
  );

export interface FormChoice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

interface FieldFrame {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** Shown only while another field has one of the values (`true` and `false` for a flag). */
  readonly when?: { readonly field: string; readonly is: readonly string[] };
}

/** A spec, or what is wrong with the form. */
export type Checked<Spec> =
  | { readonly kind: 'spec'; readonly spec: Spec }
  | { readonly kind: 'problems'; readonly problems: readonly FieldProblem[] };

/** A field by its path: `name`, or `columns.2.type` for the third row of a list. */
export interface FieldProblem {
  readonly field: string | undefined;
  readonly message: string;
}
