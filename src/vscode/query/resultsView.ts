import { setTimeout as delay } from 'node:timers/promises';
import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { StatementRecord } from '../../core/query/runStore';
import type { EditHost } from '../../protocol/editing';
import type { Handlers, Rpc } from '../../protocol/rpc';
import {
  headColumns,
  headRows,
  type ResultsHost,
  resultsHostValidators,
  type ResultsView,
  type StatementHead,
} from '../../protocol/results';
import type { Runner } from '../run';
import { connectWebview, loadWebviewPage } from '../webview/webviewPage';
import type { QueryOpener } from './queryOpener';
import type { QueryRun } from './queryRun';
import type { QueryRuns } from './queryRuns';
import { resultsHandlers, rowWindow } from './resultsHost';
import type { Notifications } from './notifications';
import { runView, shownNotifications, statementView } from './runView';
import { SelectionSummary, summedRows } from './selectionSummary';

/** Milliseconds between two updates of the view. */
const updateInterval = 100;
/** A view that has not drawn an update after so many milliseconds is hidden or lost; the next one goes out anyway. */
const drawnWithin = 2000;
/** First rows that go with one update; the view asks for others when they are to be seen. */
const headsPerUpdate = 4;

export interface ResultsViewParts {
  readonly runner: Runner;
  readonly runs: QueryRuns;
  readonly extensionUri: vscode.Uri;
  readonly opener: () => QueryOpener;
  /** The document whose run is to be shown. */
  readonly shownUri: () => vscode.Uri | undefined;
  readonly notifications?: Notifications;
  readonly editing: Handlers<EditHost>;
  readonly mayClose: (run: QueryRun, statement: number) => Promise<boolean>;
}

/** Keeps one resolved results view up to date with the run of the active editor. */
export class LiveResults implements Disposable {
  private readonly store = new DisposableStore();
  private readonly rpc: Rpc<ResultsHost, ResultsView>;
  private run: QueryRun | undefined;
  private runSubscription: Disposable | undefined;
  private readonly stale = new Set<number>();
  /** Statements whose first rows the view has been sent. */
  private readonly headed = new Set<number>();
  private timer: NodeJS.Timeout | undefined;
  private lastUpdate = 0;
  private lastHead = 0;
  private drawing = false;
  private isStale = false;

  constructor(
    private readonly view: vscode.WebviewView,
    private readonly parts: ResultsViewParts,
  ) {
    const summary = this.store.add(new SelectionSummary((request) => summedRows(parts.runs, request)));
    const shown = { ready: () => this.ready(), run: () => this.run };
    this.rpc = this.store.add(
      connectWebview<ResultsHost, ResultsView>(
        view.webview,
        {
          ...resultsHandlers(parts.runs, shown, {
            ...parts,
            progress: (progress) => this.rpc.notify.progress(progress),
          }),
          ...parts.editing,
          ...summary.handlers,
        },
        resultsHostValidators,
        parts.runner,
      ),
    );
    loadWebviewPage(view.webview, parts.extensionUri, { name: 'results', title: 'Results' });
    this.store.add(
      parts.notifications?.onDidChange(() => this.note(undefined)) ?? { dispose: () => undefined },
    );
  }

  /** Shows the run of the document that is active now. */
  refresh(): void {
    const uri = this.parts.shownUri();
    const run = uri && this.parts.runs.of(uri);
    if (run !== this.run) {
      this.follow(run);
      this.rpc.notify.show(run && this.viewOf(run));
    }
  }

  /** The document of the run that is shown has another name now. */
  redraw(): void {
    this.rpc.notify.show(this.run && this.viewOf(this.run));
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.runSubscription?.dispose();
    this.store.dispose();
  }

  private ready() {
    const uri = this.parts.shownUri();
    this.follow(uri && this.parts.runs.of(uri));
    return this.run && this.viewOf(this.run);
  }

  private viewOf(run: QueryRun) {
    return runView(run, this.parts.notifications?.of(run.uri));
  }

  private follow(run: QueryRun | undefined): void {
    this.runSubscription?.dispose();
    clearTimeout(this.timer);
    this.timer = undefined;
    this.stale.clear();
    this.headed.clear();
    this.isStale = false;
    this.run = run;
    this.view.description = run?.connectionName ?? '';
    this.runSubscription = run?.store.onDidChange((statement) => this.note(statement));
  }

  private note(statement: number | undefined): void {
    if (statement !== undefined) {
      this.stale.add(statement);
    }
    this.isStale = true;
    if (statement !== undefined && this.isAwaited(statement)) {
      this.lastHead = Date.now();
      clearTimeout(this.timer);
      void this.update();
    } else {
      this.schedule();
    }
  }

  private scheduleIfStale(): void {
    if (this.isStale) {
      this.schedule();
    }
  }

  private schedule(): void {
    if (!this.drawing) {
      const wait = Math.max(0, this.lastUpdate + updateInterval - Date.now());
      this.timer ??= setTimeout(() => void this.update(), wait);
    }
  }

  /**
   * The first rows are what somebody is waiting for: they do not wait for the next update, unless they come in by the
   * hundreds.
   */
  private isAwaited(statement: number): boolean {
    return this.lacksHead(statement) && Date.now() >= this.lastHead + updateInterval;
  }

  private lacksHead(statement: number): boolean {
    const count = this.run?.store.statement(statement)?.rows?.count ?? 0;
    return count > 0 && !this.headed.has(statement);
  }

  private async takeHead(record: StatementRecord): Promise<StatementHead> {
    this.headed.add(record.index);
    const place = { first: 0, count: headRows, firstColumn: 0, columnCount: headColumns };
    return { statement: record.index, window: await rowWindow(record, place) };
  }

  /** Waits until the view has drawn: updates that come faster than it draws would pile up in front of it. */
  private async update(): Promise<void> {
    this.timer = undefined;
    this.lastUpdate = Date.now();
    const { run } = this;
    if (!run) {
      return;
    }
    const changed = [...this.stale].flatMap((index) => run.store.statement(index) ?? []);
    this.stale.clear();
    this.isStale = false;
    this.drawing = true;
    const lacking = changed.filter(({ index }) => this.lacksHead(index)).slice(0, headsPerUpdate);
    const heads = await Promise.all(lacking.map((record) => this.takeHead(record))).catch(() => []);
    const notifications = this.parts.notifications?.of(run.uri);
    const drawn = this.rpc.remote.update({
      runId: run.id,
      running: run.store.running,
      statements: changed.map((record) => statementView(run, record)),
      heads,
      ...(notifications && { notifications: shownNotifications(notifications) }),
    });
    await Promise.race([drawn.catch(() => undefined), delay(drawnWithin, undefined, { ref: false })]);
    this.drawing = false;
    this.scheduleIfStale();
  }
}
