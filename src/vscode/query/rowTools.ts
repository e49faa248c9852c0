import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type * as vscode from 'vscode';
import type { CancelSignal } from '../../base/cancelSignal';
import { type Arrangement, isAsStored } from '../../core/results/arrangement';
import { firstHitFrom, hitNextTo } from '../../core/results/hitList';
import { ArrangedRows } from '../../node/results/arrangedRows';
import { runRowJob } from '../../node/results/runRowJob';
import type { JobResults, RowJob } from '../../node/results/scan/rowJob';
import type {
  ArrangedView,
  ArrangeRequest,
  Hit,
  HitRequest,
  HitsRequest,
  JobProgress,
  RowToolsHost,
} from '../../protocol/rowTools';
import type { Handlers } from '../../protocol/rpc';
import { openOnServer } from './arrangeOnServer';
import type { QueryOpener } from './queryOpener';
import type { QueryRuns } from './queryRuns';
import { jobRows, type RowSubject, subjectOf } from './rowSubject';
import { saveChart } from './saveChart';

export interface RowToolParts {
  readonly runs: QueryRuns;
  readonly extensionUri: vscode.Uri;
  readonly opener: () => QueryOpener;
  /** Tells the view how far a job is. */
  readonly progress: (progress: JobProgress) => void;
}

/** Milliseconds between two words about the progress. */
const progressInterval = 100;

/** Sorts, filters and looks through the rows of a result for the results view, in threads of their own. */
export function rowToolsHandlers(parts: RowToolParts): Handlers<RowToolsHost> {
  const { runs } = parts;
  return {
    arrange: (request, signal) => arrange(parts, request, signal),
    find: async ({ search, ...shown }, signal) => {
      const subject = subjectOf(runs, shown);
      const job = { kind: 'find', rows: jobRows(subject), search } as const;
      const { total, rows, columns } = await perform(parts, subject, job, signal);
      return { find: subject.run.arranged.keepHits({ rows, columns }), total, listed: rows.length };
    },
    hit: (request) => hitOf(runs, request),
    hits: (request) => hitsOf(runs, request),
    statistics: ({ column, ...shown }, signal) => {
      const subject = subjectOf(runs, shown);
      const job = { kind: 'statistics', rows: jobRows(subject), column } as const;
      return perform(parts, subject, job, signal);
    },
    chart: ({ spec, ...shown }, signal) => {
      const subject = subjectOf(runs, shown);
      return perform(parts, subject, { kind: 'chart', rows: jobRows(subject), spec }, signal);
    },
    saveChart: (request) => void saveChart(runs, request),
    arrangeOnServer: (request) => openOnServer(subjectOf(runs, request), request.arrangement, parts.opener()),
  };
}

/** Runs a job in a thread and tells the view how far it is. Throws as `runRowJob`. */
export async function perform<J extends RowJob>(
  { extensionUri, progress }: RowToolParts,
  { run, record, stored }: RowSubject,
  job: J,
  signal: CancelSignal,
): Promise<JobResults[J['kind']]> {
  let told = 0;
  return runRowJob(job, {
    program: path.join(extensionUri.fsPath, 'dist', 'threads', 'rows.js'),
    stored,
    signal,
    progress: (rows, of) => {
      if (Date.now() - told >= progressInterval) {
        told = Date.now();
        progress({ runId: run.id, statement: record.index, rows, of });
      }
    },
  });
}

async function arrange(
  parts: RowToolParts,
  request: ArrangeRequest,
  signal: CancelSignal,
): Promise<ArrangedView | undefined> {
  const { arrangement, statement } = request;
  const subject = subjectOf(parts.runs, { runId: request.runId, statement });
  const { run, stored } = subject;
  if (isAsStored(arrangement)) {
    run.arranged.set(statement, undefined);
    return undefined;
  }
  const view = run.arranged.nextId();
  const file = `${stored.path}.order-${view}`;
  try {
    const rows = jobRows(subject);
    const result = await perform(parts, subject, { kind: 'arrange', rows, arrangement, path: file }, signal);
    const shown = viewOf(view, arrangement, { ...result, of: rows.rows });
    run.arranged.set(statement, { view: shown, stored, rows: new ArrangedRows(stored, file, result.count) });
    return shown;
  } catch (error) {
    await removeFiles(file);
    throw error;
  }
}

function viewOf(
  view: number,
  arrangement: Arrangement,
  { count, cutKeys, of }: JobResults['arrange'] & { readonly of: number },
): ArrangedView {
  return { view, arrangement, rowCount: count, of, cutKeys };
}

/** What a job that was stopped has left behind. */
async function removeFiles(file: string): Promise<void> {
  const { dir, base } = path.parse(file);
  const names = await readdir(dir).catch(() => []);
  const own = names.filter((name) => name === base || name.startsWith(`${base}.`));
  await Promise.all(own.map((name) => rm(path.join(dir, name), { force: true }).catch(() => undefined)));
}

function hitOf(runs: QueryRuns, { runId, find, step, ...from }: HitRequest): Hit | undefined {
  const hits = runs.byId(runId)?.arranged.hits(find);
  const index = hits ? hitNextTo(hits, from, step) : -1;
  return hits && index >= 0
    ? { index, row: hits.rows[index] ?? 0, column: hits.columns[index] ?? 0 }
    : undefined;
}

function hitsOf(
  runs: QueryRuns,
  { runId, find, firstRow, lastRow }: HitsRequest,
): readonly (readonly [number, number])[] {
  const hits = runs.byId(runId)?.arranged.hits(find);
  if (!hits) {
    return [];
  }
  const first = firstHitFrom(hits, firstRow, 0);
  const end = firstHitFrom(hits, lastRow + 1, 0);
  return [...hits.rows.subarray(first, end)].map((row, index) => [row, hits.columns[first + index] ?? 0]);
}
