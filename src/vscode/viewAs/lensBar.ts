import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { displayName } from '../../core/explorer/displayName';
import { lensWords } from '../../core/rowSecurity/lens';
import type { CommandId } from '../commands';
import { escapeIcons } from '../query/chooseConnection';
import type { Lenses } from './lenses';

/** Says in the status bar that the active editor looks through the eyes of a role. */
export class LensBar implements Disposable {
  private readonly store = new DisposableStore();
  /** Made when there is something to show. */
  private item: vscode.StatusBarItem | undefined;

  constructor(private readonly lenses: Lenses) {
    this.store.add(vscode.window.onDidChangeActiveTextEditor(() => this.draw()));
    this.store.add(lenses.onDidChange(() => this.draw()));
    this.draw();
  }

  dispose(): void {
    this.item?.dispose();
    this.store.dispose();
  }

  private draw(): void {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const lens = uri && this.lenses.of(uri);
    if (!lens) {
      this.item?.hide();
      return;
    }
    const item = (this.item ??= newItem());
    item.text = `$(eye) as ${escapeIcons(lens.role)}`;
    item.tooltip = `Viewed as ${displayName(lensWords(lens))}. Each statement of this editor is rolled back. Press to change the role, to count what is hidden, or to leave.`;
    item.accessibilityInformation = { label: `Viewed as role ${displayName(lens.role)}`, role: 'button' };
    item.show();
  }
}

function newItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('lakehouse.viewAs', vscode.StatusBarAlignment.Left, 102.95);
  item.name = 'Lakehouse View as Role';
  item.command = 'lakehouse.viewAs.choose' satisfies CommandId;
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  return item;
}
