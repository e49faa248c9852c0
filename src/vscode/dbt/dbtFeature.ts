import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { DbtActions } from './dbtActions';
import { explanations, explanationScheme } from './dbtExplanations';
import { DbtLive } from './dbtLive';
import type { DbtParts } from './dbtParts';
import { DbtProblems } from './dbtProblems';
import { DbtProjects } from './dbtProjects';
import { DbtQuickFixes, quickFixSelector } from './dbtQuickFixes';
import { DbtRelations } from './dbtRelations';
import { DbtStatusBar } from './dbtStatusBar';
import { DbtTree } from './dbtTree';
import { DbtLanguage } from './language/dbtLanguage';
import { watchActiveModel } from './run/activeModel';
import type { DbtCommand } from './dbtCommands';

/** Everything around dbt, made when a workspace has a project: what is known, where it is shown, and what can be done. */
export class DbtFeature implements Disposable {
  private readonly owned = new DisposableStore();
  readonly projects: DbtProjects;
  readonly tree: DbtTree;
  readonly problems: DbtProblems;
  readonly statusBar: DbtStatusBar;
  private readonly actions: DbtActions;

  constructor(parts: DbtParts) {
    this.projects = this.owned.add(new DbtProjects(parts));
    this.tree = this.owned.add(new DbtTree(this.projects));
    this.problems = this.owned.add(new DbtProblems(this.projects));
    this.owned.add(new DbtRelations(parts, this.projects));
    this.statusBar = this.owned.add(new DbtStatusBar(this.projects));
    const live = this.owned.add(new DbtLive(parts, this.projects));
    this.actions = new DbtActions({ parts, projects: this.projects, tree: this.tree, live });
    const { runner, connected } = parts;
    this.owned.add(new DbtLanguage({ runner, connected, projects: this.projects }));
    this.owned.add(watchActiveModel(this.projects));
    this.owned.add(vscode.workspace.registerTextDocumentContentProvider(explanationScheme, explanations));
    this.owned.add(
      vscode.languages.registerCodeActionsProvider(quickFixSelector, new DbtQuickFixes(this.problems), {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    );
  }

  /** Runs a command. Throws what the error funnel shows. */
  run(command: DbtCommand, argument: unknown): Promise<void> {
    return this.actions.run(command, argument);
  }

  dispose(): void {
    this.owned.dispose();
  }
}
