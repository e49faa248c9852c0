import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import type { QueryRun } from './queryRun';
import { documentKey } from './sqlDocuments';

/** The last run of each document, with its results, until the document is closed or runs again. */
export class QueryRuns implements Disposable {
  private readonly runs = new Map<string, QueryRun>();
  private readonly changed = new Emitter<string>();
  private lastId = 0;
  /** Fires with the key of a document whose run was replaced, moved or dropped. */
  readonly onDidChange = this.changed.event;

  nextId(): number {
    return ++this.lastId;
  }

  of(uri: vscode.Uri): QueryRun | undefined {
    return this.runs.get(documentKey(uri));
  }

  has(uri: vscode.Uri): boolean {
    return this.runs.has(documentKey(uri));
  }

  byId(id: number): QueryRun | undefined {
    return [...this.runs.values()].find((run) => run.id === id);
  }

  set(run: QueryRun): void {
    const key = documentKey(run.uri);
    const before = this.runs.get(key);
    if (before) {
      run.store.takePinned(before.store);
    }
    before?.dispose();
    this.runs.set(key, run);
    this.changed.fire(key);
  }

  drop(uri: vscode.Uri): void {
    const key = documentKey(uri);
    this.runs.get(key)?.dispose();
    if (this.runs.delete(key)) {
      this.changed.fire(key);
    }
  }

  move(from: vscode.Uri, to: vscode.Uri): void {
    const run = this.of(from);
    if (run) {
      this.runs.delete(documentKey(from));
      run.rename(to);
      this.runs.set(documentKey(to), run);
      this.changed.fire(documentKey(from));
      this.changed.fire(documentKey(to));
    }
  }

  dispose(): void {
    for (const run of this.runs.values()) {
      run.dispose();
    }
    this.runs.clear();
    this.changed.dispose();
  }
}
