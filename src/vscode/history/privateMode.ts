import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { setContextKey } from '../contextKeys';

const memoryKey = 'lakehouse.privateMode';

/** Keeps the runs of this window out of the history. It stays on, also over a reload, until the user ends it. */
export class PrivateMode implements vscode.Disposable {
  private readonly store = new DisposableStore();
  private item: vscode.StatusBarItem | undefined;
  private isOn: boolean;

  constructor(private readonly memory: vscode.Memento) {
    this.isOn = memory.get(memoryKey) === true;
    this.show();
  }

  get on(): boolean {
    return this.isOn;
  }

  async set(on: boolean): Promise<void> {
    this.isOn = on;
    this.show();
    await this.memory.update(memoryKey, on ? true : undefined);
  }

  dispose(): void {
    this.store.dispose();
  }

  private show(): void {
    setContextKey('lakehouse.privateMode', this.isOn);
    if (!this.isOn) {
      this.item?.hide();
      return;
    }
    this.item ??= this.makeItem();
    this.item.show();
  }

  private makeItem(): vscode.StatusBarItem {
    const left = vscode.StatusBarAlignment.Left;
    const item = this.store.add(vscode.window.createStatusBarItem('lakehouse.private', left, 100));
    item.name = 'Lakehouse Private Mode';
    item.text = '$(eye-closed) Private';
    item.tooltip = 'Private mode: runs of this window are not recorded in the history. Press to end it.';
    item.accessibilityInformation = { label: 'Private mode is on. Press to end it.', role: 'button' };
    item.command = 'lakehouse.history.endPrivate';
    return item;
  }
}
