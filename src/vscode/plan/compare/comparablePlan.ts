import { UserError } from '../../../base/userError';
import { parseJsonPlan } from '../../../core/plan/parseJson';
import type { PlanDocument, PlannedStatement } from '../../../core/plan/planModel';
import { statementTitle } from '../../../core/query/runPlan';
import type { ComparedPlan } from '../../../protocol/planComparison';
import type { PlanPanels } from '../planPanels';

/** A plan that can be compared, with the words for where it came from. */
export interface ComparablePlan extends ComparedPlan {
  readonly plan: PlannedStatement;
  /** What each execution took, in milliseconds, where there were several. */
  readonly runs?: readonly number[];
  /** Shows it by itself; undefined where that is not possible any more. */
  readonly open: (() => Promise<void>) | undefined;
}

/** The first plan of an answer; undefined when a rewrite rule left none. */
export function firstPlan({ results }: PlanDocument): PlannedStatement | undefined {
  return results.find((result) => result.kind === 'plan');
}

/** Where an answer of a server came from. */
export interface AnswerSource {
  readonly name: string;
  readonly origin: string;
  readonly statement: string;
  readonly panels: Pick<PlanPanels, 'open'>;
}

/** @param text the server's JSON @throws UserError when it holds no plan */
export function comparableAnswer(
  text: string,
  { name, origin, statement, panels }: AnswerSource,
): ComparablePlan {
  const { value, problems } = parseJsonPlan(text);
  const plan = value && firstPlan(value);
  if (value === undefined || plan === undefined) {
    throw new UserError(`The server's answer holds no plan. ${problems[0]?.message ?? ''}`.trim());
  }
  const found = { document: value, format: 'json' as const, text, line: 1, problems, logged: undefined };
  return {
    ...{ plan, name, origin },
    statement: statementTitle(statement),
    open: async () => {
      const key = `compared:${name} ${origin}`;
      await panels.open({ kind: 'text', key, name, origin, plan: found, again: undefined });
    },
  };
}
