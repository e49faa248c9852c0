import * as vscode from 'vscode';
import { type CancelSignal, neverCancelled } from '../../base/cancelSignal';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { UserError } from '../../base/userError';
import { checkReadOnly } from '../../core/query/readOnlyGuard';
import { pooledRefusal } from '../../core/query/pooledRefusal';
import { type PlannedStatement, planRun, type RunTarget, sentSql } from '../../core/query/runPlan';
import { RunStore, type StatementError, type StatementRecord } from '../../core/query/runStore';
import { type RunEnd, type RunEnvironment, runStatements, runToEnd } from '../../core/query/runStatements';
import type { AtCap, RowSink } from '../../core/query/session';
import type { MakeRows } from '../../core/query/storedRows';
import { mayChangeRole, mayLeaveTraces } from '../../core/query/sessionTraces';
import type { PendingEdits } from '../editing/pendingEdits';
import { showInformation, showWarning } from '../notices';
import type { Runner } from '../run';
import { readSetting } from '../settings';
import type { EditorSession } from './editorSession';
import type { EditorWork, Work } from './editorWork';
import type { ErrorMarks } from './errorMarks';
import type { AskAboutWrites } from './productionWrites';
import { QueryRun, runPlaceOf } from './queryRun';
import type { QueryRuns } from './queryRuns';
import { openDocument, statementsOf } from './sqlDocuments';
import { sqlParser } from './sqlParser';
import type { StatementGuards } from './statementGuards';
import { TextFollower } from './textFollower';

export interface QueryRunnerParts {
  readonly runner: Runner;
  readonly work: EditorWork;
  readonly runs: QueryRuns;
  readonly marks: ErrorMarks;
  readonly guards: StatementGuards;
  /** Where the rows of results are kept. */
  readonly makeRows: () => Promise<MakeRows>;
  /** Brings the results into view without taking the focus. */
  readonly showResults: (uri: vscode.Uri) => Promise<void>;
  /** Edits of results that a run would take away. */
  readonly edits?: Pick<PendingEdits, 'askBeforeReplacing'>;
  /** How the question before a write on production is asked; a dialog unless named. */
  readonly askAboutWrites: AskAboutWrites | undefined;
}

/** A run of a document that is over, with its results still there. */
export interface EndedRun {
  readonly run: QueryRun;
  readonly editor: EditorSession;
  readonly end: RunEnd;
  /** The statements that were to be sent. */
  readonly records: readonly StatementRecord[];
}

/** Runs statements of documents on their sessions. */
export class QueryRunner implements Disposable {
  private readonly ended = new Emitter<EndedRun>();
  /** Fires when a run of which something was to be sent is over, however it ended. */
  readonly onDidEndRun = this.ended.event;

  constructor(private readonly parts: QueryRunnerParts) {}

  /**
   * Runs what the target means in the document.
   * @throws UserError when nothing can be sent, CancelledError when the user does not want a write on production; what
   * goes wrong later is shown with the results.
   */
  async run(document: vscode.TextDocument, target: RunTarget): Promise<RunEnd> {
    const plan = planRun(document.getText(), target, statementsOf(document));
    if (plan.kind === 'refused') {
      throw new UserError(plan.reason);
    }
    await this.parts.edits?.askBeforeReplacing(document.uri);
    const text = new TextFollower(document.uri);
    await keepEditor(document);
    try {
      return await this.parts.work.perform(document.uri, async (editor, work) => {
        const { uri } = document;
        const statements = await this.parts.guards.prepare({ uri, editor, statements: plan.statements });
        await refuseBehindPooler(editor, statements);
        await this.askAboutWrites(editor, statements);
        work.stopped.throwIfAborted();
        const rowCap = readSetting('lakehouse.query.rowCap', document.uri);
        const byteCap = readSetting('lakehouse.query.sizeCap', document.uri) * 1024 * 1024;
        const store = new RunStore(statements, { rowCap, byteCap }, await this.parts.makeRows());
        const run = new QueryRun(this.parts.runs.nextId(), store, runPlaceOf(editor), text);
        this.parts.marks.clear(run.uri);
        this.parts.runs.set(run);
        await this.parts.showResults(run.uri);
        const end = await this.send(run, editor, work, (environment) => runStatements(store, environment));
        this.ended.fire({ run, editor, end, records: store.statements });
        if (end.kind === 'failed' && editor.readOnly && isRefusal(end.error, editor)) {
          void offerToAllowWrites(end.error);
        }
        return end;
      });
    } catch (error) {
      text.dispose();
      throw error;
    }
  }

  /**
   * Fetches what a cap kept back: of a statement that is held the rest, of another by running it again.
   * @throws UserError, CancelledError as `run`
   */
  async fetchAll(run: QueryRun, index: number): Promise<void> {
    if (run.held) {
      run.held.fetchAll();
      return;
    }
    const { planned, complete, state } = run.store.statement(index) ?? {};
    if (!planned || complete || state !== 'done') {
      throw new UserError('All rows of this result are here.');
    }
    await this.parts.work.perform(run.uri, async (editor, work) => {
      const { checkRunAgain } = await import('./runAgain');
      await checkRunAgain(run, sentSql(planned) ?? '', editor);
      await this.askAboutWrites(editor, [planned]);
      work.stopped.throwIfAborted();
      this.parts.marks.clear(run.uri);
      const end = await this.send(run, editor, work, (environment) =>
        runToEnd(run.store, index, environment),
      );
      const again = run.store.statement(index);
      this.ended.fire({ run, editor, end, records: again ? [again] : [] });
    });
  }

  dispose(): void {
    this.ended.dispose();
  }

  private async askAboutWrites(
    editor: EditorSession,
    statements: readonly PlannedStatement[],
  ): Promise<void> {
    if (editor.asksAboutWrites) {
      const { askBeforeWrites } = await import('./productionWrites');
      await askBeforeWrites(editor, statements, {
        parser: await sqlParser(),
        ask: this.parts.askAboutWrites,
      });
    }
  }

  private async send(
    run: QueryRun,
    editor: EditorSession,
    work: Work,
    sendAll: (environment: RunEnvironment) => Promise<RunEnd>,
  ): Promise<RunEnd> {
    const { store } = run;
    const executor = await editor.executor(sqlParser, work.stopped);
    const execute = this.parts.guards.around(run.uri, editor, executor);
    const seen = { roleChange: false };
    const hold = holdMilliseconds(run, editor);
    const end = await sendAll({
      clock: { now: () => performance.now() },
      signal: work.stopped,
      describe: (error) => this.parts.runner.describe(error, 'lakehouse.query'),
      setting: () => editor.session.server,
      execute: (request, sink) => {
        run.startedAt[store.current ?? 0] = Date.now();
        editor.hasTraces ||= mayLeaveTraces(request.text);
        seen.roleChange ||= mayChangeRole(request.text);
        const isCapped = Number.isFinite(request.maxRows);
        return execute(isCapped ? { ...request, maxBytes: store.bytesLeft } : request, sink);
      },
      ...(hold > 0 && { atCap: (ended) => holdOpen(run, work, hold, ended) }),
    });
    if (seen.roleChange) {
      await refreshRole(editor);
    }
    await leaveNoTransaction(editor);
    this.mark(run, end);
    return end;
  }

  private mark(run: QueryRun, end: RunEnd): void {
    const document = openDocument(run.uri);
    if (end.kind !== 'failed' || end.error.place === undefined || !document) {
      return;
    }
    const planned = run.store.statement(end.index)?.planned;
    const statement = planned && run.present(planned.range);
    const place = run.present(end.error.place);
    if (statement && place) {
      this.parts.marks.show(document, { statement, place, error: end.error });
    }
  }
}

/** Behind a pooler the server process would be kept from everybody else. */
function holdMilliseconds({ uri }: QueryRun, { session }: EditorSession): number {
  return session.server.transactionPooled ? 0 : readSetting('lakehouse.query.holdSeconds', uri) * 1000;
}

/** What a statement wrote would stay uncommitted while it is held, so only one that reads is. */
async function holdOpen(
  run: QueryRun,
  work: Work,
  milliseconds: number,
  ended: CancelSignal,
): Promise<AtCap> {
  const last = run.store.statements.at(-1)?.planned;
  const text = (last && sentSql(last)) ?? '';
  const verdict = await checkReadOnly(await sqlParser(), text);
  if (!verdict.allowed || ended.aborted) {
    return 'close';
  }
  const answer = work.hold(milliseconds, ended);
  run.held = work.held;
  try {
    return await answer;
  } finally {
    run.held = undefined;
  }
}

/** An editor in preview would be replaced, and its session closed, by a click on another file. */
async function keepEditor(document: vscode.TextDocument): Promise<void> {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  const isDocument =
    tab?.input instanceof vscode.TabInputText && tab.input.uri.toString() === document.uri.toString();
  if (isDocument && tab.isPreview) {
    await vscode.commands.executeCommand('workbench.action.keepEditor');
  }
}

/** Refused by the guard, or by the server in a READ ONLY transaction (25006). */
function isRefusal({ server }: StatementError, { session }: EditorSession): boolean {
  return server === undefined || (server.code === '25006' && !session.server.inRecovery);
}

/** @throws UserError before anything is sent */
async function refuseBehindPooler(
  { session }: EditorSession,
  statements: readonly PlannedStatement[],
): Promise<void> {
  if (session.server.transactionPooled) {
    const texts = statements.flatMap((planned) => sentSql(planned) ?? []);
    const reason = await pooledRefusal(await sqlParser(), texts);
    if (reason !== undefined) {
      throw new UserError(reason);
    }
  }
}

/** A run that failed between BEGIN and COMMIT would keep a server connection of the pooler from everybody else. */
async function leaveNoTransaction(editor: EditorSession): Promise<void> {
  const { session } = editor;
  if (session.server.transactionPooled && editor.inTransaction) {
    await session
      .execute({ text: 'ROLLBACK', maxRows: 1 }, ignoreRows, neverCancelled)
      .catch(() => undefined);
    void showInformation(
      'The transaction was rolled back, because behind a pooler in transaction mode it cannot stay open.',
    );
  }
}

const ignoreRows: RowSink = {
  columns: () => undefined,
  rows: () => undefined,
  notice: () => undefined,
};

async function offerToAllowWrites({ message }: StatementError): Promise<void> {
  const allow = 'Allow Writes…';
  if ((await showWarning(message, allow)) === allow) {
    await vscode.commands.executeCommand('lakehouse.query.allowWrites');
  }
}

/** Asks for `current_user`, which no message of the protocol reports. */
async function refreshRole(editor: EditorSession): Promise<void> {
  if (editor.lost !== undefined || editor.session.transaction === 'failed') {
    return;
  }
  let role = editor.role;
  const sink: RowSink = {
    columns: () => undefined,
    rows: ([row]) => {
      role = row?.[0] ?? role;
    },
    notice: () => undefined,
  };
  const request = { text: 'select current_user', maxRows: 1 };
  await editor.session.execute(request, sink, neverCancelled).catch(() => undefined);
  editor.role = role;
}
