import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { PlannedStatement } from '../../core/query/runPlan';
import type { Execute } from '../../core/query/runStatements';
import type { Lens } from '../../core/rowSecurity/lens';
import type { EditorSession } from './editorSession';

/** Stands around the statements of some documents, such as the check before a function is replaced. */
export interface StatementGuard {
  /** How the document's statements reach the server; undefined where the guard has nothing to say. */
  around?(uri: vscode.Uri, editor: EditorSession, execute: Execute): Execute | undefined;
  /**
   * What is to run in the place of these statements, such as the same ones with the values of their parameters.
   * @throws UserError when nothing can be sent, CancelledError when the user backed out
   */
  prepare?(run: PreparedRun): Promise<readonly PlannedStatement[]>;
  /** Through whose eyes the document's statements look; undefined for those of the session. */
  lens?(uri: vscode.Uri): Lens | undefined;
}

/** A run that has its session and has sent nothing yet. */
export interface PreparedRun {
  readonly uri: vscode.Uri;
  readonly editor: EditorSession;
  readonly statements: readonly PlannedStatement[];
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
      guarded = guard.around?.(uri, editor, guarded) ?? guarded;
    }
    return guarded;
  }

  lens(uri: vscode.Uri): Lens | undefined {
    for (const guard of this.guards) {
      const lens = guard.lens?.(uri);
      if (lens) {
        return lens;
      }
    }
    return undefined;
  }

  /** Throws as `StatementGuard.prepare`. */
  async prepare(run: PreparedRun): Promise<readonly PlannedStatement[]> {
    let { statements } = run;
    for (const guard of this.guards) {
      statements = (await guard.prepare?.({ ...run, statements })) ?? statements;
    }
    return statements;
  }
}
