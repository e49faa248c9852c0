import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { Execute } from '../../core/query/runStatements';
import type { EditorSession } from './editorSession';

/** Stands around the statements of some documents, such as the check before a function is replaced. */
export interface StatementGuard {
  /** How the document's statements reach the server; undefined where the guard has nothing to say. */
  around(uri: vscode.Uri, editor: EditorSession, execute: Execute): Execute | undefined;
}

/** What other features want to know before statements of documents are sent. */
export class StatementGuards {
  private readonly guards = new Set<StatementGuard>();

  add(guard: StatementGuard): Disposable {
    this.guards.add(guard);
    return { dispose: () => this.guards.delete(guard) };
  }

  around(uri: vscode.Uri, editor: EditorSession, execute: Execute): Execute {
    let guarded = execute;
    for (const guard of this.guards) {
      guarded = guard.around(uri, editor, guarded) ?? guarded;
    }
    return guarded;
  }
}
