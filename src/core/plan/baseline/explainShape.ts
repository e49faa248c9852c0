import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import { bindParameters, findParameters } from '../../query/parameters';
import type { Session } from '../../query/session';
import type { ExplainRequest } from '../explainRequest';
import { parseJsonPlan } from '../parseJson';
import { runExplain } from '../runExplain';
import { type PlanShape, shapeOf } from './planShape';

/** From this version on there are plans of statements whose parameters have no values. */
const genericPlanSince = 160_000;

/**
 * The shape that the plan of a statement has now. It is planned, not executed, in a read-only transaction; parameters keep no
 * values.
 * @throws ServerError, UserError for a statement that has no plan, ConnectionLostError, CancelledError
 */
export async function explainShape(session: Session, sql: string, signal: CancelSignal): Promise<PlanShape> {
  const { text } = await runExplain(session, requestFor(sql, session.server.version), signal);
  const plan = parseJsonPlan(text).value?.results.find((result) => result.kind === 'plan');
  if (plan === undefined) {
    throw new UserError('The server has no plan for this statement.');
  }
  return shapeOf(plan);
}

function requestFor(sql: string, serverVersion: number): ExplainRequest {
  const uses = findParameters(sql);
  const written = uses.find(({ form }) => form === 'literal' || form === 'identifier');
  if (written) {
    throw new UserError(
      `The parameter ${written.key} becomes a part of the text, so there is no plan without its value.`,
    );
  }
  const generic = uses.length > 0;
  if (generic && serverVersion < genericPlanSince) {
    throw new UserError('Statements with parameters can be planned without values from PostgreSQL 16 on.');
  }
  const statement = generic ? bindParameters(sql, uses, new Map()).text : sql;
  return {
    prefix: `EXPLAIN (VERBOSE, ${generic ? 'GENERIC_PLAN, ' : ''}FORMAT JSON) `,
    statement,
    offset: 0,
    text: statement,
    executes: false,
    readOnly: true,
    generic,
    question: undefined,
    note: undefined,
  };
}
