import type * as vscode from 'vscode';
import { statementTitle } from '../../core/query/runPlan';
import { firstKept, type StatementError, type StatementRecord } from '../../core/query/runStore';
import {
  noticeLimit,
  notificationLimit,
  type NotificationsView,
  type RunView,
  type StatementErrorView,
  type StatementView,
} from '../../protocol/results';
import type { QueryRun } from './queryRun';
import { documentName, openDocument } from './sqlDocuments';

/** What the results view is told of a run. */
export function runView(run: QueryRun, notifications?: NotificationsView): RunView {
  return {
    ...(notifications && { notifications: shownNotifications(notifications) }),
    runId: run.id,
    documentName: documentName(run.uri),
    connectionName: run.connectionName,
    database: run.database,
    environment: run.environment,
    color: run.color,
    readOnly: run.readOnly,
    ...(run.asRole !== undefined && { asRole: run.asRole }),
    rowCap: run.store.limits.rowCap,
    statements: [...run.store.earlier, ...run.store.statements].map((record) => statementView(run, record)),
    running: run.store.running,
  };
}

export function shownNotifications({ count, last }: NotificationsView): NotificationsView {
  return { count, last: last.slice(-notificationLimit) };
}

export function statementView(run: QueryRun, record: StatementRecord): StatementView {
  const { index, planned, state, columns, rows, pinned, revision, complete, commandTag } = record;
  const { notices, noticeCount, note, progress } = record;
  const closesAt = run.held?.closesAt;
  return {
    ...arrangedView(run, record),
    ...(state === 'held' && closesAt !== undefined && { heldMs: Math.max(0, closesAt - Date.now()) }),
    index,
    title: planned.title ?? statementTitle(planned.text),
    state,
    columns,
    rowCount: rows?.count ?? 0,
    revision,
    ...(pinned && { pinned }),
    ...(index >= firstKept && { earlier: true }),
    complete,
    commandTag,
    elapsedMs: elapsed(run, record),
    notices: notices.slice(0, noticeLimit),
    noticeCount,
    error: record.error && errorView(run, record.error),
    note,
    ...(state === 'running' && progress && { progress }),
  };
}

function arrangedView(run: QueryRun, { index, rows }: StatementRecord): Pick<StatementView, 'arranged'> {
  const entry = run.arranged.of(index, rows);
  return entry ? { arranged: entry.view } : {};
}

/** Where the error of a statement stands in the document now. */
export function presentErrorRange(
  run: QueryRun,
  error: StatementError,
): { readonly document: vscode.TextDocument; readonly start: number; readonly end: number } | undefined {
  const document = openDocument(run.uri);
  const place = error.place && run.present(error.place);
  return document && place && { document, ...place };
}

function elapsed(run: QueryRun, { index, state, elapsedMs }: StatementRecord): number | undefined {
  const startedAt = run.startedAt[index];
  return state === 'running' && startedAt !== undefined ? Date.now() - startedAt : elapsedMs;
}

function errorView(run: QueryRun, error: StatementError): StatementErrorView {
  const range = presentErrorRange(run, error);
  const position = range?.document.positionAt(range.start);
  return {
    message: error.message,
    server: error.server,
    line: position && position.line + 1,
    column: position && position.character + 1,
  };
}
