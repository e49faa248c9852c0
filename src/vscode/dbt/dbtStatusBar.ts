import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { displayName } from '../../core/explorer/displayName';
import { targetPlace } from '../../core/dbt/view/targetItems';
import { escapeIcons } from '../query/chooseConnection';
import type { DbtService } from './dbtService';

/** Shows the target of the project to which the active file belongs: everything runs on it. */
export class DbtStatusBar implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly item = this.owned.add(
    vscode.window.createStatusBarItem('lakehouse.dbtTarget', vscode.StatusBarAlignment.Left, 100.5),
  );

  constructor(private readonly projects: DbtService) {
    this.item.name = 'Lakehouse dbt Target';
    this.owned.add(projects.onDidChange(() => this.draw()));
    this.owned.add(vscode.window.onDidChangeActiveTextEditor(() => this.draw()));
    this.draw();
  }

  /** What is shown, for tests. */
  get text(): string {
    return this.item.text;
  }

  dispose(): void {
    this.owned.dispose();
  }

  private draw(): void {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const state = uri?.scheme === 'file' ? this.projects.stateOf(uri) : undefined;
    if (!state) {
      this.item.hide();
      return;
    }
    const { project, shown } = state;
    const name = shown ? displayName(shown.name) : 'no target';
    this.item.text = escapeIcons(`dbt: ${name}`).replace(/^/, '$(target) ');
    const place = shown && targetPlace(shown);
    this.item.tooltip = shown
      ? `Everything of the dbt project ${displayName(project.name)} runs on the target ${name}${place === undefined ? '' : ` (${place})`}. Choose another.`
      : `The dbt project ${displayName(project.name)} has no target.`;
    this.item.command = {
      command: 'lakehouse.dbt.chooseTarget',
      title: 'Choose dbt Target',
      arguments: [{ subject: { kind: 'project', root: project.root } }],
    };
    this.item.show();
  }
}
