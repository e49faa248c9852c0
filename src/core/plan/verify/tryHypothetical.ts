import type { CancelSignal } from '../../../base/cancelSignal';
import type { Session } from '../../query/session';
import { quoteIdentifier } from '../../sql/quote';
import type { ExplainRequest } from '../explainRequest';
import type { Trial, TrialProgress } from './trial';
import { explainForTrial, withoutExecution } from './trialRuns';
import { send, takenBack } from './trialSession';
import { judgeTrial } from './trialVerdict';

export interface HypotheticalTrial {
  /** A CREATE INDEX on the real table, without CONCURRENTLY. */
  readonly indexSql: string;
  /** The schema of the extension. */
  readonly hypopg: string;
  readonly request: ExplainRequest;
  readonly progress: TrialProgress;
}

/** The methods for which HypoPG can pretend to have an index. */
export const hypotheticalMethods: ReadonlySet<string> = new Set(['btree', 'brin', 'hash', 'bloom']);

/**
 * Tries an index that exists only in the planner of this session (extension HypoPG), so nothing is executed and nothing
 * written. Only the one index is dropped afterwards: the user's own hypothetical indexes stay. One transaction holds all
 * of it, so behind a pooler no other client meets the index.
 * @throws ServerError when HypoPG does not take the index, CancelledError, ConnectionLostError, UserError
 */
export async function tryHypothetical(
  session: Session,
  { indexSql, hypopg, request, progress }: HypotheticalTrial,
  signal: CancelSignal,
): Promise<Trial> {
  const estimate = withoutExecution(request);
  const schema = quoteIdentifier(hypopg);
  return takenBack(session, request.readOnly, async () => {
    progress('The plan as it is…');
    const before = await explainForTrial(session, estimate, signal);
    const [made] = await send(
      session,
      `SELECT indexrelid::pg_catalog.text, indexname FROM ${schema}.hypopg_create_index($1)`,
      { values: [indexSql], signal },
    );
    const [oid = null, name = null] = made ?? [];
    try {
      progress('The plan with a hypothetical index…');
      const after = await explainForTrial(session, estimate, signal);
      const indexUsed = after.statement.nodes.some(({ indexName }) => indexName === name);
      return {
        method: 'hypopg',
        verdict: judgeTrial({
          method: 'hypopg',
          before: before.statement,
          after: after.statement,
          indexUsed,
        }),
        before: before.text,
        after: after.text,
        notes: [
          'HypoPG lets the planner see an index that does not exist: nothing was executed, so these are costs, not times.',
        ],
      };
    } finally {
      await send(session, `SELECT ${schema}.hypopg_drop_index($1)`, { values: [oid] });
    }
  });
}
