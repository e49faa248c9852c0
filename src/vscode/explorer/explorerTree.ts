import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { UserError } from '../../base/userError';
import type { MartOptions } from '../../core/explorer/loadMarts';
import { sameLine } from '../../core/connections/connectionProfile';
import { type ConnectionNode, type ExplorerNode, type MoreNode, placeOf } from '../../core/explorer/nodes';
import { presentNode } from '../../core/explorer/presentNode';
import type { ConnectionState } from '../connections/connectionService';
import { showWarning } from '../notices';
import type { Runner } from '../run';
import { ConnectionSource, type ExplorerConnections } from './connectionSource';
import { explorerItem, plainTooltip } from './explorerItem';
import { type DropConnections, nodeDrag } from './nodeDrag';
import { TreeModel } from './treeModel';

export interface ExplorerTreeOptions {
  /** The view of package.json. */
  readonly viewId: 'lakehouse.databases' | 'lakehouse.marts';
  readonly connections: ExplorerConnections;
  readonly runner: Runner;
  /** Answers undefined in the tree of databases. */
  readonly marts: () => MartOptions | undefined;
  /** Adds to a node what the server does not know, whenever it is shown. */
  readonly decorate?: (node: ExplorerNode) => ExplorerNode;
}

/** One view of the sidebar: connections, and what lies in their catalogs. */
export class ExplorerTree implements vscode.TreeDataProvider<ExplorerNode>, vscode.Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new vscode.EventEmitter<ExplorerNode | undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  private readonly source: ConnectionSource;
  private readonly model: TreeModel;
  private readonly view: vscode.TreeView<ExplorerNode>;
  private seen: Map<string, Seen>;

  constructor(private readonly options: ExplorerTreeOptions) {
    const { connections, runner, viewId, marts } = options;
    this.source = new ConnectionSource(connections, marts);
    this.model = this.owned.add(
      new TreeModel(this.source, {
        explain: (error) => ({
          text: runner.describe(error, viewId),
          action: error instanceof UserError ? error.action : undefined,
        }),
        announce: (message) => void showWarning(message),
      }),
    );
    this.owned.add(this.model.onDidChange((node) => this.changed.fire(node)));
    this.view = this.owned.add(
      vscode.window.createTreeView(viewId, {
        treeDataProvider: this,
        showCollapseAll: true,
        dragAndDropController: nodeDrag(this.dropTarget()),
      }),
    );
    this.owned.add(this.view.onDidCollapseElement(({ element }) => this.model.stop(element)));
    this.seen = this.look();
    this.owned.add(connections.onDidChange(() => this.connectionsChanged()));
  }

  /** The node that the user selected in the view, for a command without one. */
  get selection(): ExplorerNode | undefined {
    return this.view.selection[0];
  }

  getTreeItem(node: ExplorerNode): vscode.TreeItem {
    const condition = node.kind === 'connection' ? this.options.connections.state(node.profileId) : undefined;
    const look = presentNode(this.decorated(node), condition ?? { kind: 'connected' });
    const contextValue = `${look.contextValue}${this.isWritable(node) ? '+write' : ''}`;
    return explorerItem(node, { ...look, contextValue });
  }

  /** Adds the tooltip when somebody points at the item, so that expanding stays quick. */
  async resolveTreeItem(
    item: vscode.TreeItem,
    node: ExplorerNode,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    const { loadNodeTooltip } = await import('./nodeTooltip');
    item.tooltip = plainTooltip(await loadNodeTooltip(this.decorated(node), this.options, token));
    return item;
  }

  async getChildren(node?: ExplorerNode): Promise<ExplorerNode[]> {
    const nodes = await this.options.runner.attempt(this.options.viewId, () =>
      node ? this.model.children(node) : this.model.roots(),
    );
    return [...(nodes ?? [])];
  }

  getParent(node: ExplorerNode): ExplorerNode | undefined {
    return this.model.parent(node);
  }

  owns(value: unknown): value is ExplorerNode {
    return this.model.owns(value);
  }

  /**
   * Shows an object in the view, reading what lies above it. Each step tells the child to go on to.
   * @returns the object, or undefined when it is not there any more
   */
  async reveal(
    profileId: string,
    steps: readonly ((child: ExplorerNode) => boolean)[],
  ): Promise<ExplorerNode | undefined> {
    let node: ExplorerNode | undefined = this.connectionNodes().find((each) => each.profileId === profileId);
    for (const matches of steps) {
      node = node && (await this.model.find(node, matches));
    }
    if (node) {
      const { revealInView } = await import('./revealInView');
      await revealInView(this.view, node);
    }
    return node;
  }

  /** A line above the tree. */
  set message(text: string | undefined) {
    // VS Code takes an empty text, and not undefined, as none.
    this.view.message = text ?? '';
  }

  /** Shows what is loaded anew, without reading anything again. */
  show(): void {
    this.model.show(undefined);
  }

  /** Reads the node's subtree, or everything, again. */
  refresh(node?: ExplorerNode): void {
    this.model.refresh(node);
  }

  /** Reads the list again that the node stands in. */
  refreshAround(node: ExplorerNode): void {
    this.model.refresh(this.model.parent(node));
  }

  /** Reads the next page of a long list. Throws as `Database.read`. */
  showMore(more: MoreNode): Promise<void> {
    return this.model.showMore(more);
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** Connections are put in order in the tree of databases. */
  private dropTarget(): DropConnections | undefined {
    const { connections, runner, viewId } = this.options;
    return viewId === 'lakehouse.databases'
      ? async (ids, target) => {
          await runner.attempt(viewId, async () => {
            const { dropConnections } = await import('./connectionOrder');
            await dropConnections(connections.profiles, ids, target);
          });
        }
      : undefined;
  }

  private decorated(node: ExplorerNode): ExplorerNode {
    return this.options.decorate?.(node) ?? node;
  }

  /** The menus of a read-only connection offer no changes. */
  private isWritable(node: ExplorerNode): boolean {
    const id = placeOf(node)?.profileId;
    return this.options.connections.profiles.some((profile) => profile.id === id && !profile.readOnly);
  }

  /** Shows what became of the connections. Nothing is read again, except what failed before a connection came up. */
  private connectionsChanged(): void {
    const before = this.seen;
    this.seen = this.look();
    for (const [id, { node, state }] of before) {
      const now = this.seen.get(id);
      const isGone = now === undefined || !sameLine(now.node.profile, node.profile);
      if (isGone || (now.state === 'disconnected' && state !== 'disconnected')) {
        this.model.forget(node);
        this.source.renew(id);
      } else if (now.state === 'connected' && state !== 'connected') {
        this.model.forgetFailures(node);
      }
    }
    this.seen = this.look();
    this.model.show(undefined);
  }

  /** All connections, those in groups too. */
  private connectionNodes(): readonly ConnectionNode[] {
    return this.model.roots().flatMap((node): readonly ConnectionNode[] => {
      const members = node.kind === 'connectionGroup' ? node.members : [];
      return node.kind === 'connection' ? [node] : members;
    });
  }

  private look(): Map<string, Seen> {
    return new Map(
      this.connectionNodes().map((node) => [
        node.profileId,
        {
          node,
          state: this.options.connections.state(node.profileId).kind,
        },
      ]),
    );
  }
}

/** A connection as it was last shown. */
interface Seen {
  readonly node: ConnectionNode;
  readonly state: ConnectionState['kind'];
}
