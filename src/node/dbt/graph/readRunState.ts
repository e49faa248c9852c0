import path from 'node:path';
import type { CancelSignal } from '../../../base/cancelSignal';
import {
  mergeRuns,
  readRunResults,
  readSourceResults,
  type RunResults,
} from '../../../core/dbt/graph/runResults';
import type { RunState } from '../../../core/dbt/graph/runState';
import { readArtifact } from './readArtifact';

/** What the last commands of dbt did. */
export interface RunStateRead {
  /** From run_results.json and sources.json. */
  readonly runs: RunState;
  /** Undefined where there is no run_results.json. */
  readonly last: RunResults | undefined;
}

/**
 * Reads run_results.json and sources.json of the folder of artifacts; what is not there counts as never run.
 * @throws UserError when a file stays broken, CancelledError after an abort
 */
export async function readRunState(folder: string, signal: CancelSignal): Promise<RunStateRead> {
  const read = <Value>(name: string, of: (value: unknown) => Value) =>
    readArtifact(path.join(folder, name), ({ bytes }) => of(JSON.parse(bytes.toString('utf8'))), signal);
  const [last, sources] = await Promise.all([
    read('run_results.json', readRunResults),
    read('sources.json', readSourceResults),
  ]);
  return { runs: mergeRuns(last?.runs ?? new Map(), sources ?? new Map()), last };
}
