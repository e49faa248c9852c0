import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { DbtGraph } from '../../../src/core/dbt/graph/dbtGraph';
import type { DbtProjectState } from '../../../src/core/dbt/view/dbtState';
import { nodeOfUri } from '../../../src/vscode/dbt/run/dbtModels';
import { dbtGraphOf, dbtNode } from '../../support/dbtNodes';

describe('the node of a file', () => {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  const graph: DbtGraph = dbtGraphOf([
    dbtNode('model.utils.orders', { file: 'models/orders.sql' }),
    dbtNode('model.shop.orders', { file: 'models/orders.sql' }),
    dbtNode('test.shop.unique_orders_id', { file: 'models/schema.yml' }),
  ]);
  const state = { graph, project: { root: root.fsPath } } as DbtProjectState;
  const found = (file: string, kinds: Parameters<typeof nodeOfUri>[2]) =>
    nodeOfUri({ stateOf: () => state }, vscode.Uri.joinPath(root, file), kinds)?.node.id;

  it('is of the project, where a package has a file of the same name', () =>
    assert.equal(found('models/orders.sql', ['model']), 'model.shop.orders'));

  it('is none where a command can do nothing with it', () =>
    assert.equal(found('models/orders.sql', ['test']), undefined));

  it('is none of the tests that a YAML file makes', () =>
    assert.equal(found('models/schema.yml', ['test']), undefined));
});
