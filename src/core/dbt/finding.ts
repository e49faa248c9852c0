import type { TextRange } from '../../base/textRange';
import type { FormValues } from '../scaffold/scaffoldForm';

/**
 * `error`: dbt fails, or writes where it must not. `warning`: it works until something else happens, or does something else
 * than was meant. `hint`: it works, and could be better.
 */
export const dbtSeverities = ['error', 'warning', 'hint'] as const;
export type DbtSeverity = (typeof dbtSeverities)[number];

/** What a check saw. Names and values come from files and from the database and are untrusted; a secret is never in it. */
export interface DbtFinding {
  /** The id of its check. */
  readonly check: string;
  readonly severity: DbtSeverity;
  /** What is the matter, as one sentence with the names. */
  readonly message: string;
  /** What to do next, as one sentence; undefined where the message says it. */
  readonly advice?: string;
  /** Where it stands; undefined for what no file says, such as a server that is not there. */
  readonly place?: DbtPlace;
  /** The target that it is about; undefined for what holds for every target. */
  readonly target?: string;
  /** The node of the graph that it is about, such as `model.shop.orders`. */
  readonly node?: string;
  readonly fixes: readonly DbtFix[];
}

export interface DbtPlace {
  readonly file: string;
  readonly range: TextRange;
}

/** A way to put it right. Nothing is run: a file is edited, a form is opened filled in, SQL is put into an editor. */
export type DbtFix =
  | { readonly kind: 'edit'; readonly title: string; readonly edits: readonly DbtEdit[] }
  | {
      readonly kind: 'scaffold';
      readonly title: string;
      /** The id of the scaffold, such as `roles`. */
      readonly scaffold: string;
      readonly values: FormValues;
    }
  | {
      readonly kind: 'sql';
      readonly title: string;
      /** Statements without semicolons, for an editor. */
      readonly statements: readonly string[];
    };

export interface DbtEdit extends DbtPlace {
  readonly text: string;
  /** What stood there when the edit was thought of, as `editContext` says it; undefined where nobody knows. */
  readonly context?: string;
}
