import { isRecord } from '../../../base/validate';
import { list, text } from './nodeConfig';
import type { NodeRun, RunState } from './runState';

/** What run_results.json says: the last command alone, so a model that was not in it has no state. */
export interface RunResults {
  readonly runs: RunState;
  /** As `--target` or the default gave it. */
  readonly target: string | undefined;
  /** The command, such as `build`. */
  readonly command: string | undefined;
  /** The same as that of the manifest when both are of one command. */
  readonly invocation: string | undefined;
}

/** Reads run_results.json of dbt 1.0 and later (forms 4 to 6). What is not of the expected form is left out. */
export function readRunResults(value: unknown): RunResults {
  const { raw, at, invocation } = artifact(value);
  const args = isRecord(raw['args']) ? raw['args'] : {};
  return {
    runs: new Map(
      list(raw['results']).flatMap((result) => {
        const id = isRecord(result) ? text(result['unique_id']) : undefined;
        return isRecord(result) && id !== undefined ? [[id, runOf(result, at)] as const] : [];
      }),
    ),
    target: text(args['target']),
    command: text(args['which']),
    invocation,
  };
}

/** Reads sources.json (forms 2 and 3): what the last `dbt source freshness` found. */
export function readSourceResults(value: unknown): RunState {
  const { raw, at } = artifact(value);
  return new Map(
    list(raw['results']).flatMap((result) => {
      const id = isRecord(result) ? text(result['unique_id']) : undefined;
      return isRecord(result) && id !== undefined ? [[id, freshnessOf(result, at)] as const] : [];
    }),
  );
}

/** Both as one. They speak of different nodes. */
export function mergeRuns(...states: readonly RunState[]): RunState {
  return new Map(states.flatMap((state) => [...state]));
}

function artifact(value: unknown) {
  const raw = isRecord(value) ? value : {};
  const metadata = isRecord(raw['metadata']) ? raw['metadata'] : {};
  return {
    raw,
    at: text(metadata['generated_at']) ?? '',
    invocation: text(metadata['invocation_id']),
  };
}

function runOf(result: Readonly<Record<string, unknown>>, at: string): NodeRun {
  const adapter = isRecord(result['adapter_response']) ? result['adapter_response'] : {};
  return {
    status: text(result['status']) ?? '',
    at,
    seconds: number(result['execution_time']),
    message: text(result['message']),
    rows: number(result['failures']) ?? number(adapter['rows_affected']),
  };
}

function freshnessOf(result: Readonly<Record<string, unknown>>, at: string): NodeRun {
  const newest = text(result['max_loaded_at']);
  const error = text(result['error']);
  return {
    status: text(result['status']) ?? '',
    at: text(result['snapshotted_at']) ?? at,
    seconds: number(result['execution_time']),
    message: error ?? (newest === undefined ? undefined : `The newest row is of ${newest}.`),
    rows: undefined,
  };
}

/** dbt writes -1 rows for a statement that does not count. */
function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
