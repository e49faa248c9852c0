import * as vscode from 'vscode';
import type { CancelSignal } from '../../base/cancelSignal';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import type { QualifiedName } from '../../core/catalog/queries/partitionAncestors';
import { themeColorOf } from '../../core/connections/connectionColor';
import { displayName } from '../../core/explorer/displayName';
import type { RelationNode } from '../../core/explorer/nodes';
import { quoteQualified } from '../../core/sql/quote';
import {
  type PartitionsHost,
  partitionsHostValidators,
  type PartitionsPage,
  type PartitionsView,
} from '../../protocol/partitions';
import type { Handlers } from '../../protocol/rpc';
import type { PartitioningParts } from '../convert/conversionParts';
import { subjectOf } from '../scaffold/chooseScaffold';
import { connectWebview, loadWebviewPage } from '../webview/webviewPage';
import { PartitionsModel } from './partitionsModel';

/** The page of the partitions of one table. */
export class PartitionsPageHost implements Disposable {
  private readonly store = new DisposableStore();
  private readonly disposed = this.store.add(new Emitter<void>());
  private readonly panel: vscode.WebviewPanel;
  private readonly model: PartitionsModel;
  private readonly table: QualifiedName;
  private asked: string;
  readonly onDidDispose = this.disposed.event;

  constructor(
    private readonly parts: PartitioningParts,
    private readonly node: RelationNode,
  ) {
    const { place, row } = node;
    const { connections } = parts;
    const profile = connections.profile(place.profileId);
    this.table = { schema: row.schema, name: row.name };
    this.asked = `SELECT * FROM ${quoteQualified(row.schema, row.name)} WHERE `;
    this.model = new PartitionsModel(
      {
        database: () => connections.database(place.profileId, place.database),
        openSession: () => connections.openSession(place.profileId, place.database),
      },
      this.table,
      {
        connectionName: profile?.name ?? '',
        database: place.database ?? profile?.database ?? '',
        environment: profile?.environment ?? '',
        ...(profile && { color: themeColorOf(profile) }),
      },
    );
    const title = `Partitions of ${displayName(row.name)}`;
    this.panel = vscode.window.createWebviewPanel('lakehouse.partitions', title, vscode.ViewColumn.Active);
    this.panel.onDidDispose(() => {
      this.disposed.fire();
      this.store.dispose();
    });
    this.store.add(
      connectWebview<PartitionsHost, PartitionsPage>(
        this.panel.webview,
        this.handlers(),
        partitionsHostValidators,
        parts.runner,
      ),
    );
    loadWebviewPage(this.panel.webview, parts.context.extensionUri, { name: 'partitions', title });
  }

  reveal(): void {
    this.panel.reveal();
  }

  dispose(): void {
    this.panel.dispose();
  }

  private handlers(): Handlers<PartitionsHost> {
    return {
      ready: (_, signal) => this.model.view(signal),
      refresh: (_, signal) => this.model.view(signal),
      prune: (_, signal) => this.prune(signal),
      make: () => {
        const { node } = this;
        const subject = subjectOf(node);
        return this.parts.openScaffold({ scaffold: 'partitions', place: node.place, subject });
      },
    };
  }

  private async prune(signal: CancelSignal): Promise<PartitionsView> {
    const statement = await vscode.window.showInputBox({
      title: `Does a query prune partitions of ${displayName(this.table.name)}?`,
      prompt: 'The statement is explained, not run.',
      value: this.asked,
      valueSelection: [this.asked.length, this.asked.length],
      ignoreFocusOut: true,
    });
    if (statement === undefined || statement.trim() === '') {
      return this.model.view(signal);
    }
    this.asked = statement;
    return this.model.prune(statement, signal);
  }
}
