import type { CancelSignal } from '../../../base/cancelSignal';
import { displayName } from '../../../core/explorer/displayName';
import { runExplain } from '../../../core/plan/runExplain';
import type { Cell } from '../../../core/ports';
import { confirmExecution } from '../running/confirmExecution';
import { type ComparablePlan, comparableAnswer } from './comparablePlan';
import type { ComparisonParts } from './comparisonParts';
import { prepareElsewhere } from './prepareElsewhere';

/** What is explained, and where. */
export interface StatementElsewhere {
  readonly text: string;
  readonly values?: readonly Cell[] | undefined;
  readonly profileId: string;
  readonly database: string | undefined;
  readonly role?: string | undefined;
  readonly analyze: boolean;
  /** Shown above its plan; the time unless named. */
  readonly name?: string;
}

/**
 * Explains a statement on a session of its own that is closed afterwards. Undefined when the user said no.
 * @throws UserError, ServerError, ConnectionLostError, CancelledError
 */
export async function explainStatement(
  statement: StatementElsewhere,
  { connections, confirm, panels }: Pick<ComparisonParts, 'connections' | 'confirm' | 'panels'>,
  stopped: CancelSignal,
): Promise<ComparablePlan | undefined> {
  const { text, values, profileId, database, role, analyze } = statement;
  const request = await prepareElsewhere(
    { profileId, database },
    { text, analyze, role, ...(values && { values }) },
    connections,
    stopped,
  );
  const place = `${connections.profile(profileId)?.name ?? profileId}${role === undefined ? '' : ` as ${role}`}`;
  if (request.question && !(await confirmExecution(confirm, place, request.question))) {
    return undefined;
  }
  const session = await connections.openSession(profileId, database);
  try {
    const answer = await runExplain(session, request, stopped);
    const origin = `${request.executes ? 'EXPLAIN ANALYZE' : 'EXPLAIN'} on ${displayName(place)}`;
    const name = statement.name ?? new Date().toLocaleTimeString();
    return comparableAnswer(answer.text, { name, origin, statement: text, panels });
  } finally {
    await session.close();
  }
}
