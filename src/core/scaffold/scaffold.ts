import type { CancelSignal } from '../../base/cancelSignal';
import type { Database } from '../ports';
import type { Checked, FieldProblem, FormSection, FormValues } from './scaffoldForm';

/**
 * A generator of SQL: a form, what it reads of the catalog, and a pure function from both to statements. The only
 * registry is the list in `scaffolds.ts`.
 */
export interface Scaffold<Spec, Facts> {
  /** Part of the command's name and of fixtures, such as `partitions`. */
  readonly id: string;
  readonly title: string;
  /** One or two sentences above the form. */
  readonly explain: string;
  readonly form: readonly FormSection[];
  /** Makes the spec of what stands in the form. Does not throw: what is wrong comes as problems that name fields. */
  spec(values: FormValues): Checked<Spec>;
  /** What exists of all that the spec speaks of. @throws ServerError, CancelledError, ConnectionLostError */
  facts(database: Database, spec: Spec, signal: CancelSignal): Promise<Facts>;
  /** Pure, and the same for the same spec and facts: Apply generates again and compares with what was previewed. */
  generate(spec: Spec, facts: Facts): ScaffoldPlan;
}

/** What a scaffold wants to run, in order. */
export interface ScaffoldPlan {
  readonly steps: readonly ScaffoldStep[];
  readonly warnings: readonly ScaffoldWarning[];
  /** Why nothing can be run: names that clash, rights that are missing, bounds that overlap. No steps then. */
  readonly problems: readonly FieldProblem[];
  /** What belongs into a file and not into the database, such as the post-hook of a dbt model; to copy or to open. */
  readonly documents?: readonly ScaffoldDocument[];
}

export interface ScaffoldDocument {
  readonly title: string;
  /** As VS Code names it; shown as plain text where that language is not known. */
  readonly language: string;
  readonly text: string;
}

/** One statement. */
export interface ScaffoldStep {
  /** What it does, in plain words: "Create partition loans_2026_12". */
  readonly title: string;
  /** Without a semicolon at its end, every name quoted and qualified. */
  readonly sql: string;
  /** Statements that restore the catalog as it was, in the order in which they run; undefined when none can. */
  readonly down: readonly string[] | undefined;
  /** What is lost for good, as a sentence: the step asks before it runs. */
  readonly irreversible?: string;
  /** PostgreSQL refuses it inside a transaction block, such as CREATE INDEX CONCURRENTLY. */
  readonly alone?: boolean;
  /** It is there already as wanted: shown, and not run. */
  readonly present?: boolean;
  /**
   * A login whose password is asked for when the step is applied. It is hashed on the client and sent after the
   * statement, and stands in no file, preview or history.
   */
  readonly passwordOf?: string;
}

/** What may be unwanted, though it can be run. Each comes from a rule in a file of its own. */
export interface ScaffoldWarning {
  /** The rule's id. */
  readonly rule: string;
  /** What was seen, and what to do about it. */
  readonly message: string;
  /** The field to change, by its path. */
  readonly field?: string;
}
