import type { PlanDocument, PlanProblem } from '../planModel';

export const planFormats = ['json', 'text', 'yaml', 'xml'] as const;
export type PlanFormat = (typeof planFormats)[number];

/** What was found in a text: every plan in it, in the order of the text. */
export interface PlanReading {
  readonly plans: readonly FoundPlan[];
  /** What belongs to no plan; when there is no plan, why. Lines count from the beginning of the text. */
  readonly problems: readonly PlanProblem[];
}

/** One plan of a text, with what the text says around it. */
export interface FoundPlan {
  readonly document: PlanDocument;
  readonly format: PlanFormat;
  /** The part of the text that was read as this plan. */
  readonly text: string;
  /** One-based line where that part begins. */
  readonly line: number;
  /** Lines count from the beginning of the whole text. */
  readonly problems: readonly PlanProblem[];
  /** What a server's log says of the statement; undefined elsewhere. */
  readonly logged: LoggedStatement | undefined;
}

/** The words of a log line of auto_explain. */
export interface LoggedStatement {
  /** As the log writes it, in the time zone of the log. */
  readonly at: string | undefined;
  /** Of the execution, without planning. */
  readonly durationMs: number;
  readonly user: string | undefined;
  readonly database: string | undefined;
}

/** The statement's text, where the plan carries it. */
export function queryTextOf(plan: FoundPlan): string | undefined {
  return plan.document.results.flatMap((result) => (result.kind === 'plan' ? [result.queryText] : []))[0];
}
