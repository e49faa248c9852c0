import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExplorerNode } from '../../../src/core/explorer/nodes';
import { nodeDrag } from '../../../src/vscode/explorer/nodeDrag';

const place = { profileId: 'lake', database: undefined };

function schema(name: string): ExplorerNode {
  const row = { oid: 1, name, owner: 'o', comment: undefined, usable: true };
  return { kind: 'schema', id: name, place, row, mart: false };
}

describe('explorer: dragging', () => {
  const dragged = async (...nodes: readonly ExplorerNode[]): Promise<string | undefined> => {
    const data = new vscode.DataTransfer();
    await nodeDrag().handleDrag?.(nodes, data, new vscode.CancellationTokenSource().token);
    return data.get('text/plain')?.asString();
  };

  it('carries the names as SQL writes them', async () => {
    assert.equal(await dragged(schema('core'), schema('We"ird . Näme')), 'core, "We""ird . Näme"');
  });

  it('carries nothing for what has no name', async () => {
    const message: ExplorerNode = {
      ...{ kind: 'message', id: 'x', tone: 'info', text: 'No relations' },
      action: undefined,
    };
    assert.equal(await dragged(message), undefined);
  });
});
