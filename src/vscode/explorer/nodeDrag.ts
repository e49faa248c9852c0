import * as vscode from 'vscode';
import type { ExplorerNode } from '../../core/explorer/nodes';
import { nodeSqlName } from '../../core/explorer/nodeSql';

/** Lets the user drag objects into an editor, where their names appear as SQL writes them. Nothing can be dropped here. */
export const nodeDrag: vscode.TreeDragAndDropController<ExplorerNode> = {
  dragMimeTypes: ['text/plain'],
  dropMimeTypes: [],
  handleDrag(nodes, data) {
    const names = nodes.map(nodeSqlName).filter((name) => name !== undefined);
    if (names.length > 0) {
      data.set('text/plain', new vscode.DataTransferItem(names.join(', ')));
    }
  },
};
