import type { FormValues } from '../../scaffoldForm';
import type { PolicyCatalog, RelationName } from './policyCatalog';

/** One thing that can be wrong with row security. A rule is a file, listed in `lintRules.ts`. */
export interface LintRule {
  /** As the file: `policy-for-public`. */
  readonly id: string;
  /** A few words. */
  readonly title: string;
  /** Why it matters, for the list of findings and for the documentation. */
  readonly explanation: string;
  run(catalog: PolicyCatalog): readonly Seen[];
}

/** What a rule saw. */
export interface Seen {
  readonly severity: LintSeverity;
  /** What the finding stands below in a list: the table or the view. */
  readonly relation: RelationName;
  /** The policy that it is about, if it is about one. */
  readonly policy?: string;
  /** What is the matter, as one sentence with the names. */
  readonly message: string;
  readonly fixes: readonly LintFix[];
}

/**
 * `error`: rows are open that should not be, or a statement fails. `warning`: likely not what was meant. `hint`: it works,
 * and could be better.
 */
export type LintSeverity = 'error' | 'warning' | 'hint';

/** A way to put it right. Nothing is run: SQL is put into an editor, a form is opened filled in. */
export type LintFix =
  | {
      readonly kind: 'sql';
      readonly title: string;
      /** Statements without semicolons, for an editor. */
      readonly statements: readonly string[];
    }
  | { readonly kind: 'form'; readonly title: string; readonly values: FormValues };

export interface LintFinding extends Seen {
  /** The rule's id. */
  readonly rule: string;
  readonly title: string;
  readonly explanation: string;
}
