import type * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { isOneOf, isString } from '../../base/validate';
import { setContextKey } from '../contextKeys';
import { onDidChangeSetting, readSetting } from '../settings';
import { ExplorerTree, type ExplorerTreeOptions } from './explorerTree';

const sorts = ['name', 'size'] as const;
const sortKey = 'lakehouse.martsSort';

/** The view of the schemas that are marts, with the rows and the size of each relation. */
export class MartsTree implements vscode.Disposable {
  private readonly owned = new DisposableStore();
  readonly tree: ExplorerTree;

  constructor(
    options: Pick<ExplorerTreeOptions, 'connections' | 'runner'>,
    private readonly state: vscode.Memento,
  ) {
    const marts = (): { patterns: readonly string[]; sort: (typeof sorts)[number] } => ({
      patterns: readSetting('lakehouse.marts.schemas').filter(isString),
      sort: this.sort,
    });
    this.tree = this.owned.add(new ExplorerTree({ ...options, viewId: 'lakehouse.marts', marts }));
    this.owned.add(onDidChangeSetting(['lakehouse.marts.schemas'], () => this.tree.refresh()));
    setContextKey(sortKey, this.sort);
  }

  async sortBy(sort: (typeof sorts)[number]): Promise<void> {
    await this.state.update(sortKey, sort);
    setContextKey(sortKey, sort);
    this.tree.refresh();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private get sort(): (typeof sorts)[number] {
    const kept = this.state.get(sortKey);
    return isOneOf(sorts, kept) ? kept : 'name';
  }
}
