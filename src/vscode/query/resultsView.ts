import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { Rpc } from '../../protocol/rpc';
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
import type { QueryRun } from './queryRun';
import type { QueryRuns } from './queryRuns';
import { resultsHandlers, rowWindow } from './resultsHost';
import { runView, statementView } from './runView';

/** Milliseconds between two updates of the view. */
const updateInterval = 100;

export interface ResultsViewParts {
  readonly runner: Runner;
  readonly runs: QueryRuns;
  readonly extensionUri: vscode.Uri;
  /** The document whose run is to be shown. */
  readonly shownUri: () => vscode.Uri | undefined;
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

  constructor(
    private readonly view: vscode.WebviewView,
    private readonly parts: ResultsViewParts,
  ) {
    const shown = { ready: () => this.ready(), run: () => this.run };
    this.rpc = this.store.add(
      connectWebview<ResultsHost, ResultsView>(
        view.webview,
        resultsHandlers(parts.runs, shown),
        resultsHostValidators,
        parts.runner,
      ),
    );
    loadWebviewPage(view.webview, parts.extensionUri, { name: 'results', title: 'Results' });
  }

  /** Shows the run of the document that is active now. */
  refresh(): void {
    const uri = this.parts.shownUri();
    const run = uri && this.parts.runs.of(uri);
    if (run !== this.run) {
      this.follow(run);
      this.rpc.notify.show(run && runView(run));
    }
  }

  /** The document of the run that is shown has another name now. */
  redraw(): void {
    this.rpc.notify.show(this.run && runView(this.run));
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.runSubscription?.dispose();
    this.store.dispose();
  }

  private ready() {
    const uri = this.parts.shownUri();
    this.follow(uri && this.parts.runs.of(uri));
    return this.run && runView(this.run);
  }

  private follow(run: QueryRun | undefined): void {
    this.runSubscription?.dispose();
    clearTimeout(this.timer);
    this.timer = undefined;
    this.stale.clear();
    this.headed.clear();
    this.run = run;
    this.view.description = run?.connectionName ?? '';
    this.runSubscription = run?.store.onDidChange((statement) => this.note(statement));
  }

  private note(statement: number | undefined): void {
    if (statement !== undefined) {
      this.stale.add(statement);
    }
    if (statement !== undefined && this.lacksHead(statement)) {
      clearTimeout(this.timer);
      this.update();
      return;
    }
    this.timer ??= setTimeout(
      () => this.update(),
      Math.max(0, this.lastUpdate + updateInterval - Date.now()),
    );
  }

  /** The first rows are what somebody is waiting for: they neither wait for the next update nor to be asked for. */
  private lacksHead(statement: number): boolean {
    const rows = this.run?.store.statement(statement)?.rows ?? [];
    return rows.length > 0 && !this.headed.has(statement);
  }

  private takeHead(statement: number): readonly StatementHead[] {
    if (!this.lacksHead(statement)) {
      return [];
    }
    this.headed.add(statement);
    const place = { first: 0, count: headRows, firstColumn: 0, columnCount: headColumns };
    return [{ statement, window: rowWindow(this.run?.store.statement(statement), place) }];
  }

  private update(): void {
    this.timer = undefined;
    this.lastUpdate = Date.now();
    const { run } = this;
    if (!run) {
      return;
    }
    const statements = [...this.stale].flatMap((index) => {
      const record = run.store.statement(index);
      return record ? [statementView(run, record)] : [];
    });
    const heads = [...this.stale].flatMap((index) => this.takeHead(index));
    this.stale.clear();
    this.rpc.notify.update({ runId: run.id, running: run.store.running, statements, heads });
  }
}
