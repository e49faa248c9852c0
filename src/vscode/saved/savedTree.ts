import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { isRecord } from '../../base/validate';
import { type QueryHeader, readQueryHeader } from '../../core/query/queryHeader';
import { plainTooltip } from '../explorer/explorerItem';
import type { CommandId } from '../commands';
import type { Runner } from '../run';
import { onDidChangeSetting } from '../settings';
import { type SavedFolder, savedFolders } from './savedFolders';

export type SavedNode =
  | { readonly kind: 'folder'; readonly uri: vscode.Uri; readonly label: string; readonly isRoot: boolean }
  | {
      readonly kind: 'query';
      readonly uri: vscode.Uri;
      readonly label: string;
      readonly header: QueryHeader;
    };

const viewId = 'lakehouse.savedQueries';
/** Milliseconds that changes of files are gathered before the view is drawn again. */
const drawDelay = 200;
/** The header of a larger file is not looked for. */
const largeFile = 1024 * 1024;

/** The view of saved queries: the `.sql` files of the folders for them, as the disk has them. */
export class SavedTree implements vscode.TreeDataProvider<SavedNode>, vscode.Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<SavedNode>;
  private watchers = new DisposableStore();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly runner: Runner) {
    this.view = this.store.add(
      vscode.window.createTreeView(viewId, { treeDataProvider: this, showCollapseAll: true }),
    );
    const again = () => {
      this.watch();
      this.changed.fire(undefined);
    };
    this.store.add(vscode.workspace.onDidChangeWorkspaceFolders(again));
    this.store.add(onDidChangeSetting(['lakehouse.savedQueries.folder'], again));
    this.store.add(this.view.onDidChangeVisibility(() => this.watch()));
  }

  /** The file or folder that a menu means, or else the one that is selected. */
  chosen(argument: unknown): SavedNode | undefined {
    return isSavedNode(argument) ? argument : this.view.selection[0];
  }

  refresh(): void {
    this.changed.fire(undefined);
  }

  getTreeItem(node: SavedNode): vscode.TreeItem {
    if (node.kind === 'folder') {
      const state = vscode.TreeItemCollapsibleState[node.isRoot ? 'Expanded' : 'Collapsed'];
      const item = new vscode.TreeItem(node.label, state);
      item.id = node.uri.toString();
      item.iconPath = vscode.ThemeIcon.Folder;
      item.contextValue = node.isRoot ? 'savedRoot' : 'savedFolder';
      return item;
    }
    const { connection, database, description } = node.header;
    const item = new vscode.TreeItem(node.label);
    item.id = node.uri.toString();
    item.description = [description, connection].filter((part) => part !== undefined).join(' · ');
    item.tooltip = plainTooltip([
      vscode.workspace.asRelativePath(node.uri),
      ...(description === undefined ? [] : [description]),
      ...(connection === undefined ? [] : [`Connection: ${connection}`]),
      ...(database === undefined ? [] : [`Database: ${database}`]),
    ]);
    item.iconPath = new vscode.ThemeIcon('file-code');
    item.contextValue = 'savedQuery';
    item.command = {
      title: 'Open',
      command: 'lakehouse.saved.open' satisfies CommandId,
      arguments: [node],
    };
    return item;
  }

  async getChildren(node?: SavedNode): Promise<SavedNode[]> {
    const nodes = await this.runner.attempt(viewId, async () => {
      this.watch();
      return node ? childrenOf(node.uri) : rootsOf(savedFolders());
    });
    return nodes ?? [];
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.watchers.dispose();
    this.store.dispose();
  }

  /** Files are watched while somebody looks. */
  private watch(): void {
    this.watchers.dispose();
    this.watchers = new DisposableStore();
    if (!this.view.visible) {
      return;
    }
    const soon = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.refresh(), drawDelay);
    };
    for (const { uri } of savedFolders()) {
      const watcher = this.watchers.add(
        vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(uri, '**')),
      );
      this.watchers.add(watcher.onDidCreate(soon));
      this.watchers.add(watcher.onDidChange(soon));
      this.watchers.add(watcher.onDidDelete(soon));
    }
  }
}

/** Several folders are shown as such; what lies in the only one is shown at once. */
async function rootsOf(folders: readonly SavedFolder[]): Promise<SavedNode[]> {
  const found = await Promise.all(
    folders.map(async ({ name, uri }) => ({ name, uri, children: await childrenOf(uri) })),
  );
  const [only, ...others] = found;
  if (only && others.length === 0) {
    return only.children;
  }
  return found
    .filter(({ children }) => children.length > 0)
    .map(({ name, uri }) => ({ kind: 'folder', uri, label: name, isRoot: true }));
}

/** Folders first, each by name. A folder that is not there has nothing in it. */
async function childrenOf(folder: vscode.Uri): Promise<SavedNode[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder).then(
    (found) => found,
    () => [],
  );
  const order = new Intl.Collator(undefined, { numeric: true });
  const named = entries
    .filter(([name]) => !name.startsWith('.'))
    .sort(([one], [other]) => order.compare(one, other));
  const folders = named
    .filter(([, type]) => (type & vscode.FileType.Directory) !== 0)
    .map(([name]): SavedNode => ({
      kind: 'folder',
      uri: vscode.Uri.joinPath(folder, name),
      label: name,
      isRoot: false,
    }));
  const files = named.filter(([name, type]) => (type & vscode.FileType.File) !== 0 && /\.sql$/i.test(name));
  const queries = files.map(async ([name]): Promise<SavedNode> => {
    const uri = vscode.Uri.joinPath(folder, name);
    return { kind: 'query', uri, label: name.replace(/\.sql$/i, ''), header: await headerOf(uri) };
  });
  return [...folders, ...(await Promise.all(queries))];
}

async function headerOf(uri: vscode.Uri): Promise<QueryHeader> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    const bytes = size > largeFile ? new Uint8Array() : await vscode.workspace.fs.readFile(uri);
    return readQueryHeader(new TextDecoder().decode(bytes.subarray(0, 16_384)));
  } catch {
    // It may be gone by now.
    return readQueryHeader('');
  }
}

function isSavedNode(value: unknown): value is SavedNode {
  return isRecord(value) && value['uri'] instanceof vscode.Uri && typeof value['label'] === 'string';
}
