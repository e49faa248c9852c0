import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import type { Session } from '../../query/session';
import type { ExplainRequest } from '../explainRequest';
import type { Trial, TrialProgress } from './trial';
import { explainForTrial } from './trialRuns';
import { send, takenBack } from './trialSession';
import { judgeTrial } from './trialVerdict';

/** A setting of PostgreSQL with a value, both as text. */
export interface SettingProposal {
  readonly name: string;
  readonly value: string;
}

/**
 * Whether a setting can be tried for one transaction: it concerns planning or the memory of one statement, and nothing else.
 * Source: PostgreSQL manual, "Query Planning" and "Resource Consumption".
 */
export function isTriable({ name }: SettingProposal): boolean {
  return (
    /^enable_[a-z_]+$/.test(name) ||
    /^jit(?:_above_cost|_inline_above_cost|_optimize_above_cost)?$/.test(name) ||
    triable.has(name)
  );
}

const triable: ReadonlySet<string> = new Set([
  'work_mem',
  'hash_mem_multiplier',
  'temp_buffers',
  'effective_cache_size',
  'effective_io_concurrency',
  'seq_page_cost',
  'random_page_cost',
  'cpu_tuple_cost',
  'cpu_index_tuple_cost',
  'cpu_operator_cost',
  'parallel_setup_cost',
  'parallel_tuple_cost',
  'min_parallel_table_scan_size',
  'min_parallel_index_scan_size',
  'max_parallel_workers_per_gather',
  'parallel_leader_participation',
  'from_collapse_limit',
  'join_collapse_limit',
  'plan_cache_mode',
  'constraint_exclusion',
  'cursor_tuple_fraction',
  'default_statistics_target',
  'geqo',
  'geqo_threshold',
]);

/**
 * Tries a setting: the plan of the statement without it and with it, in a transaction that is rolled back. Like the EXPLAIN
 * that the advice came from, it executes the statement where that one did.
 * @throws UserError, ServerError, CancelledError, ConnectionLostError
 */
export async function trySetting(
  session: Session,
  request: ExplainRequest,
  { proposal, progress }: { readonly proposal: SettingProposal; readonly progress: TrialProgress },
  signal: CancelSignal,
): Promise<Trial> {
  if (!isTriable(proposal)) {
    throw new UserError(`${proposal.name} cannot be tried for one statement alone.`);
  }
  return takenBack(session, request.readOnly, async () => {
    progress('The plan as it is…');
    const before = await explainForTrial(session, request, signal);
    await send(session, 'SELECT pg_catalog.set_config($1, $2, true)', {
      values: [proposal.name, proposal.value],
      signal,
    });
    progress(`The plan with ${proposal.name} = ${proposal.value}…`);
    const after = await explainForTrial(session, request, signal);
    return {
      method: 'setting',
      verdict: judgeTrial({
        method: 'setting',
        before: before.statement,
        after: after.statement,
        indexUsed: undefined,
      }),
      before: before.text,
      after: after.text,
      notes: [
        before.statement.analyzed
          ? `${proposal.name} was ${proposal.value} for this statement alone; the transaction was rolled back.`
          : 'The statement was not executed: these are the planner’s costs.',
      ],
    };
  });
}
