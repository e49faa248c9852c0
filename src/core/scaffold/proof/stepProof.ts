import { needsOwnTransaction } from '../../query/ownTransaction';
import type { SqlParser } from '../../sql/parser';
import type { ScaffoldStep } from '../scaffold';
import { statementLocks, type StatementLocks } from './locks';

/** What can be said of a step without sending it. */
export interface StepProof extends StatementLocks {
  /** Why PostgreSQL's parser refuses it; undefined when it is well formed. */
  readonly problem: string | undefined;
}

/**
 * Reads each step with PostgreSQL's own parser: whether it is exactly one statement, whether it is marked rightly as one that
 * runs on its own, and which locks it takes. What takes it back must be well formed, too.
 */
export async function proveSteps(
  parser: SqlParser,
  steps: readonly ScaffoldStep[],
): Promise<readonly StepProof[]> {
  const found: StepProof[] = [];
  for (const step of steps) {
    found.push(await proveStep(parser, step));
  }
  return found;
}

async function proveStep(parser: SqlParser, step: ScaffoldStep): Promise<StepProof> {
  const { value, problems } = await parser.parse(step.sql);
  const [statement, ...others] = value ?? [];
  if (statement === undefined || others.length > 0) {
    const problem = problems[0]?.message ?? 'It is not exactly one statement.';
    return { problem, locks: [], unsure: true };
  }
  const alone = needsOwnTransaction(statement);
  if (alone && step.alone !== true) {
    return { problem: 'PostgreSQL refuses it inside a transaction.', locks: [], unsure: true };
  }
  return { problem: await downProblem(parser, step), ...statementLocks(statement) };
}

async function downProblem(parser: SqlParser, { down = [] }: ScaffoldStep): Promise<string | undefined> {
  for (const sql of down) {
    const { value, problems } = await parser.parse(sql);
    if (value?.length !== 1) {
      return `What undoes it is not understood: ${problems[0]?.message ?? 'it is not exactly one statement'}`;
    }
  }
  return undefined;
}
