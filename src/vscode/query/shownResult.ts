import * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import { isCount, isRecord } from '../../base/validate';
import type { StatementRecord } from '../../core/query/runStore';
import type { QueryRun } from './queryRun';
import type { QueryRuns } from './queryRuns';

/**
 * The result that the view names, or else the last one of the active document.
 * @throws UserError when there is none
 */
export function shownResult(
  runs: QueryRuns,
  argument: unknown,
): { readonly run: QueryRun; readonly record: StatementRecord } {
  const place = isRecord(argument) ? argument : {};
  const uri = vscode.window.activeTextEditor?.document.uri;
  const run = isCount(place['runId']) ? runs.byId(place['runId']) : uri && runs.of(uri);
  const records = run?.store.statements ?? [];
  const record = isCount(place['statement'])
    ? records[place['statement']]
    : [...records].reverse().find(({ rows }) => rows !== undefined);
  if (!run || !record) {
    throw new UserError('There is no result yet. Run a statement that returns rows first.');
  }
  return { run, record };
}
