import * as vscode from 'vscode';
import { isString } from '../../base/validate';
import type { ExplorerNode } from '../../core/explorer/nodes';
import { nodeSqlName } from '../../core/explorer/nodeSql';

/** Receives the ids of connections that were dropped, and the node onto which. */
export type DropConnections = (ids: readonly string[], target: ExplorerNode | undefined) => Promise<void>;

/** The type that VS Code reserves for what is dragged within the view `lakehouse.databases`. */
export const connectionMime = 'application/vnd.code.tree.lakehouse.databases';

/**
 * Lets the user drag objects into an editor, where their names appear as SQL writes them, and connections to another
 * place in the view.
 */
export function nodeDrag(drop?: DropConnections): vscode.TreeDragAndDropController<ExplorerNode> {
  return {
    dragMimeTypes: ['text/plain', ...(drop ? [connectionMime] : [])],
    dropMimeTypes: drop ? [connectionMime] : [],
    handleDrag(nodes, data) {
      const names = nodes.map(nodeSqlName).filter((name) => name !== undefined);
      if (names.length > 0) {
        data.set('text/plain', new vscode.DataTransferItem(names.join(', ')));
      }
      const ids = nodes.flatMap((node) => (node.kind === 'connection' ? [node.profileId] : []));
      if (drop && ids.length > 0) {
        data.set(connectionMime, new vscode.DataTransferItem(JSON.stringify(ids)));
      }
    },
    async handleDrop(target, data) {
      const dropped = await data.get(connectionMime)?.asString();
      const ids: unknown = dropped === undefined ? undefined : JSON.parse(dropped);
      if (drop && Array.isArray(ids)) {
        await drop(ids.filter(isString), target);
      }
    },
  };
}
