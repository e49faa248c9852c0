import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import { isCancellation } from '../../../base/cancelSignal';
import { redactSecrets } from '../../../core/connections/redact';
import { dayOf } from '../../../core/history/days';
import { keptText } from '../../../core/history/describeRun';
import type { HistoryEntry, Outcome } from '../../../core/history/historyEntry';
import { redactPlan } from '../../../core/history/redactPlan';
import { redactSql } from '../../../core/history/redactSql';
import { statementKey } from '../../../core/history/statementKey';
import type { ExplainRequest } from '../../../core/plan/explainRequest';
import { ConnectionLostError, ServerError } from '../../../core/sql/serverError';
import type { History } from '../../history/history';
import type { EditorSession } from '../../query/editorSession';

/** An EXPLAIN that is over, as the history wants to know it. */
export interface EndedExplain {
  readonly request: Pick<ExplainRequest, 'statement' | 'executes'>;
  readonly editor: Pick<EditorSession, 'profile' | 'session' | 'role'>;
  readonly uri: vscode.Uri;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  readonly elapsedMs: number;
  /** The server's answer in JSON, or why there is none. */
  readonly answer: string | { readonly error: unknown };
}

/** Writes an EXPLAIN into the history, and keeps its plan, both without secrets. @throws Error of the file system */
export async function recordPlan(history: History, ended: EndedExplain): Promise<void> {
  const { request, editor, startedAt, answer } = ended;
  const id = randomUUID();
  const { text, secrets } = redactSql(request.statement.slice(0, keptText));
  if (typeof answer === 'string') {
    const { plans } = await history.open();
    await plans.keep(dayOf(startedAt), id, redactPlan(answer, secrets));
  }
  await history.add({
    id,
    startedAt,
    text,
    isAltered: text !== request.statement,
    statements: 1,
    profileId: editor.profile.id,
    connection: editor.profile.name,
    environment: editor.profile.environment,
    database: editor.session.server.database,
    role: editor.role,
    elapsedMs: Math.round(ended.elapsedMs),
    rows: undefined,
    ...(typeof answer === 'string' ? succeeded : failure(answer.error, secrets)),
    document: ended.uri.toString(),
    extension: undefined,
    plan: { analyzed: request.executes, statement: statementKey(text) },
  });
}

type End = Pick<HistoryEntry, 'outcome' | 'code' | 'message'>;

const succeeded: End = { outcome: 'done', code: undefined, message: undefined };

/** An error's message is kept up to so many UTF-16 units. */
const keptMessage = 4000;

function failure(error: unknown, secrets: readonly string[]): End {
  const outcome: Outcome = isCancellation(error)
    ? 'cancelled'
    : error instanceof ConnectionLostError
      ? 'lost'
      : 'failed';
  const message = error instanceof Error ? redactSecrets(error.message, secrets).slice(0, keptMessage) : '';
  return { outcome, code: error instanceof ServerError ? error.fields.code : undefined, message };
}
