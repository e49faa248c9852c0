import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import type { Session } from '../../query/session';
import type { ExplainRequest } from '../explainRequest';
import { parseJsonPlan } from '../parseJson';
import type { PlannedStatement } from '../planModel';
import { runExplain } from '../runExplain';

/** A plan as text and as values. */
export interface TrialPlan {
  readonly text: string;
  readonly statement: PlannedStatement;
}

/** A statement that took longer than this is not run twice. */
const repeatBelowMs = 10_000;

/**
 * The plan of a statement, on the session as it is. What is executed runs twice where that does not take long, and the
 * faster run counts: the first one may pay for reading from disk what the other one finds in memory.
 * @throws as `runExplain`; UserError when the answer holds no plan
 */
export async function explainForTrial(
  session: Session,
  request: ExplainRequest,
  signal: CancelSignal,
): Promise<TrialPlan> {
  const first = readPlan((await runExplain(session, request, signal)).text);
  const { executionMs } = first.statement;
  if (executionMs === undefined || executionMs > repeatBelowMs) {
    return first;
  }
  const second = readPlan((await runExplain(session, request, signal)).text);
  return (second.statement.executionMs ?? Infinity) < executionMs ? second : first;
}

/** The request without execution: only the options of EXPLAIN that need none. */
export function withoutExecution(request: ExplainRequest): ExplainRequest {
  const prefix = request.prefix.replace(/^EXPLAIN \(([^)]*)\)/, (_, options: string) => {
    const kept = options
      .split(', ')
      .filter((option) => /^(?:VERBOSE|SETTINGS|COSTS|GENERIC_PLAN|FORMAT)\b/.test(option));
    return `EXPLAIN (${kept.join(', ')})`;
  });
  return { ...request, prefix, executes: false, question: undefined };
}

function readPlan(text: string): TrialPlan {
  const { value, problems } = parseJsonPlan(text);
  const statement = value?.results.find((result) => result.kind === 'plan');
  if (!statement) {
    const reason = problems[0]?.message ?? 'The answer holds no plan.';
    throw new UserError(`The plan of the trial could not be read. ${reason}`);
  }
  return { text, statement };
}
