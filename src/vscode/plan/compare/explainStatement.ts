import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import { displayName } from '../../../core/explorer/displayName';
import { prepareExplain } from '../../../core/plan/explainRequest';
import { runExplain } from '../../../core/plan/runExplain';
import type { Cell } from '../../../core/ports';
import { sqlParser } from '../../query/sqlParser';
import { confirmExecution } from '../running/confirmExecution';
import { type ComparablePlan, comparableAnswer } from './comparablePlan';
import type { ComparisonParts } from './comparisonParts';

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
  const profile = connections.profile(profileId);
  const catalog = await connections.database(profileId, database);
  const preparation = await prepareExplain(
    {
      ...{ text, analyze, role },
      ...(values && { values }),
      readOnly: profile?.readOnly ?? true,
      serverVersion: catalog.server.version,
    },
    { parser: await sqlParser(), catalog },
    stopped,
  );
  if (preparation.kind === 'refused') {
    throw new UserError(preparation.reason);
  }
  const { request } = preparation;
  const place = `${profile?.name ?? profileId}${role === undefined ? '' : ` as ${role}`}`;
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
