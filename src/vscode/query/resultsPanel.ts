import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { LiveResults, ResultsViewParts } from './resultsView';
import { documentKey, isSqlDocument } from './sqlDocuments';

const viewId = 'lakehouse.results';

/**
 * The "Lakehouse Results" view in the panel area: one for all editors, showing the run of the active one. What draws it
 * is loaded when it is shown for the first time.
 */
export class ResultsPanel implements vscode.WebviewViewProvider, Disposable {
  private readonly store = new DisposableStore();
  private live: LiveResults | undefined;
  private view: vscode.WebviewView | undefined;
  private shown: vscode.Uri | undefined;

  constructor(private readonly parts: Omit<ResultsViewParts, 'shownUri'>) {
    const { runs } = parts;
    this.store.add(vscode.window.registerWebviewViewProvider(viewId, this));
    this.store.add(vscode.window.onDidChangeActiveTextEditor((editor) => this.follow(editor?.document)));
    this.store.add(runs.onDidChange((key) => this.noteRun(key)));
    this.follow(vscode.window.activeTextEditor?.document);
  }

  async resolveWebviewView(view: vscode.WebviewView): Promise<void> {
    this.view = view;
    const { LiveResults } = await import('./resultsView');
    this.live?.dispose();
    const live = new LiveResults(view, { ...this.parts, shownUri: () => this.shown });
    this.live = live;
    view.onDidDispose(() => {
      live.dispose();
      if (this.live === live) {
        this.live = undefined;
        this.view = undefined;
      }
    });
  }

  /** Brings the view to the front with the results of this document; the editor keeps the focus. */
  async reveal(uri: vscode.Uri): Promise<void> {
    this.shown = uri;
    this.live?.refresh();
    if (this.view) {
      this.view.show(true);
    } else {
      await vscode.commands.executeCommand(`${viewId}.focus`, { preserveFocus: true });
    }
  }

  dispose(): void {
    this.live?.dispose();
    this.store.dispose();
  }

  private follow(document: vscode.TextDocument | undefined): void {
    if (document && isSqlDocument(document)) {
      this.shown = document.uri;
      this.live?.refresh();
    }
  }

  private noteRun(key: string): void {
    const isShown = this.shown !== undefined && documentKey(this.shown) === key;
    if (isShown) {
      this.live?.refresh();
    }
  }
}
