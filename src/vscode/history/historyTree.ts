import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { isRecord } from '../../base/validate';
import { setContextKey } from '../contextKeys';
import type { Runner } from '../run';
import type { History } from './history';
import type { HistoryModel, HistoryNode, MoreNode, RunNode } from './historyModel';

const viewId = 'lakehouse.history';

/** The view of the history: days, the newest first, with their runs. What makes its nodes is loaded when it is opened. */
export class HistoryTree implements vscode.TreeDataProvider<HistoryNode>, vscode.Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<HistoryNode | undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<HistoryNode>;
  private model: Promise<HistoryModel> | undefined;
  private typed = '';

  constructor(
    private readonly history: History,
    private readonly runner: Runner,
  ) {
    this.view = this.store.add(
      vscode.window.createTreeView(viewId, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.store.add(history.onDidChange(() => this.refresh()));
    // Other windows write to the same history.
    this.store.add(vscode.window.onDidChangeWindowState(({ focused }) => focused && this.refresh()));
    this.store.add(this.view.onDidChangeVisibility(() => this.refresh()));
    setContextKey('lakehouse.historyFiltered', false);
  }

  /** The run that the user selected, for a command without one. */
  chosen(argument: unknown): RunNode | undefined {
    const node = isHistoryNode(argument) ? argument : this.view.selection[0];
    return node?.kind === 'run' ? node : undefined;
  }

  get filter(): string {
    return this.typed;
  }

  async filterBy(typed: string): Promise<void> {
    const { readHistorySearch } = await import('../../core/history/searchHistory');
    const search = readHistorySearch(typed);
    (await this.loaded()).filter = search;
    this.typed = search ? typed.trim() : '';
    this.view.message = search ? `Filter: ${this.typed}` : '';
    setContextKey('lakehouse.historyFiltered', search !== undefined);
    this.refresh();
  }

  async showMore(node: MoreNode): Promise<void> {
    (await this.loaded()).showMore(node);
    this.changed.fire(node.parent);
  }

  refresh(): void {
    if (this.view.visible) {
      this.changed.fire(undefined);
    }
  }

  async getTreeItem(node: HistoryNode): Promise<vscode.TreeItem> {
    const { historyItem } = await import('./historyItem');
    return historyItem(node);
  }

  async resolveTreeItem(item: vscode.TreeItem, node: HistoryNode): Promise<vscode.TreeItem> {
    if (node.kind === 'run') {
      const { runTooltip } = await import('./historyItem');
      item.tooltip = runTooltip(node.entry);
    }
    return item;
  }

  async getChildren(node?: HistoryNode): Promise<HistoryNode[]> {
    const nodes = await this.runner.attempt(viewId, async () => {
      const model = await this.loaded();
      if (!node) {
        return model.days();
      }
      return node.kind === 'day' ? model.runs(node) : [];
    });
    return [...(nodes ?? [])];
  }

  dispose(): void {
    this.store.dispose();
  }

  private loaded(): Promise<HistoryModel> {
    return (this.model ??= import('./historyModel').then(
      ({ HistoryModel }) => new HistoryModel(this.history),
    ));
  }
}

/** Anybody may call a command with anything. */
export function isHistoryNode(value: unknown): value is HistoryNode {
  return (
    isRecord(value) &&
    (value['kind'] === 'day' ||
      (value['kind'] === 'run' && isRecord(value['entry'])) ||
      (value['kind'] === 'more' && isRecord(value['parent'])))
  );
}
