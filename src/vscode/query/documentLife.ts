import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { documentKey, isSqlDocument } from './sqlDocuments';

export interface DocumentMove {
  readonly from: vscode.Uri;
  readonly to: vscode.Uri;
}

/**
 * Tells when a document that matters was closed for good, and when it only got another name. VS Code reports a change
 * of language as closing and opening the same document, and the move of a tab likewise, so what is closed has a short
 * while to come back.
 */
export class DocumentLife implements Disposable {
  private readonly store = new DisposableStore();
  private readonly ended = this.store.add(new Emitter<vscode.Uri>());
  private readonly moved = this.store.add(new Emitter<DocumentMove>());
  private readonly closing = new Map<string, Closing>();
  readonly onDidEnd = this.ended.event;
  readonly onDidMove = this.moved.event;

  /** @param matters whether something is attached to a document, such as a session. */
  constructor(private readonly matters: (uri: vscode.Uri) => boolean) {
    this.store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.noteClosed(uri, false)));
    this.store.add(vscode.window.tabGroups.onDidChangeTabs((event) => this.noteTabs(event)));
    this.store.add(vscode.workspace.onDidSaveTextDocument((document) => this.noteSaved(document)));
    this.store.add(vscode.workspace.onDidRenameFiles((event) => this.noteRenamed(event)));
  }

  dispose(): void {
    for (const { timer } of this.closing.values()) {
      clearTimeout(timer);
    }
    this.closing.clear();
    this.store.dispose();
  }

  /**
   * "Save As" opens the new document without a tab, gives it the text of the old one, saves it, empties the old one,
   * and only then lets it take over the tab.
   */
  private noteSaved(saved: vscode.TextDocument): void {
    const key = documentKey(saved.uri);
    if (!isSqlDocument(saved) || this.matters(saved.uri) || isShown(key)) {
      return;
    }
    const text = saved.getText();
    const old = vscode.workspace.textDocuments.find(
      ({ uri, getText }) =>
        documentKey(uri) !== key && this.matters(uri) && isShown(documentKey(uri)) && getText() === text,
    );
    if (old) {
      this.move(old.uri, saved.uri);
    }
  }

  private noteTabs(event: vscode.TabChangeEvent): void {
    for (const tab of event.closed) {
      if (tab.input instanceof vscode.TabInputText) {
        this.noteClosed(tab.input.uri, true);
      }
    }
  }

  /** @param byTab its tab was closed; VS Code may keep the document itself for minutes. */
  private noteClosed(uri: vscode.Uri, byTab: boolean): void {
    const key = documentKey(uri);
    if (this.closing.has(key) || !this.matters(uri) || isShown(key)) {
      return;
    }
    const timer = setTimeout(() => this.finish(key), graceMs);
    this.closing.set(key, { uri, byTab, timer });
  }

  /** Renames of a folder name only the folder. */
  private noteRenamed(event: vscode.FileRenameEvent): void {
    for (const { oldUri, newUri } of event.files) {
      for (const document of vscode.workspace.textDocuments) {
        this.renameUnder(document.uri, oldUri, newUri);
      }
      for (const each of [...this.closing.values()]) {
        this.renameUnder(each.uri, oldUri, newUri);
      }
    }
  }

  private renameUnder(uri: vscode.Uri, oldUri: vscode.Uri, newUri: vscode.Uri): void {
    const isInside = uri.path === oldUri.path || uri.path.startsWith(`${oldUri.path}/`);
    if (isInside && uri.scheme === oldUri.scheme && uri.authority === oldUri.authority && this.matters(uri)) {
      this.move(uri, uri.with({ path: newUri.path + uri.path.slice(oldUri.path.length) }));
    }
  }

  private move(from: vscode.Uri, to: vscode.Uri): void {
    this.forget(documentKey(from));
    this.moved.fire({ from, to });
  }

  private finish(key: string): void {
    const each = this.closing.get(key);
    this.forget(key);
    if (!each || isShown(key) || (!each.byTab && isOpen(key))) {
      return;
    }
    this.ended.fire(each.uri);
  }

  private forget(key: string): void {
    clearTimeout(this.closing.get(key)?.timer);
    this.closing.delete(key);
  }
}

interface Closing {
  readonly uri: vscode.Uri;
  readonly byTab: boolean;
  readonly timer: NodeJS.Timeout;
}

/** Milliseconds between the closing of a document and the end of what is attached to it. */
const graceMs = 500;

function isOpen(key: string): boolean {
  return vscode.workspace.textDocuments.some((document) => documentKey(document.uri) === key);
}

function isShown(key: string): boolean {
  return vscode.window.tabGroups.all.some((group) =>
    group.tabs.some((tab) => shownUris(tab.input).some((uri) => documentKey(uri) === key)),
  );
}

function shownUris(input: unknown): readonly vscode.Uri[] {
  if (input instanceof vscode.TabInputText) {
    return [input.uri];
  }
  return input instanceof vscode.TabInputTextDiff ? [input.original, input.modified] : [];
}
