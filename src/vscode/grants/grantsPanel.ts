import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { themeColorOf } from '../../core/connections/connectionColor';
import { displayName } from '../../core/explorer/displayName';
import type { Place } from '../../core/explorer/nodes';
import { editsForm, type GrantEdit } from '../../core/scaffold/grants/grantEdit';
import { readRights } from '../../core/scaffold/grants/readRights';
import {
  type GrantsHost,
  grantsHostValidators,
  type GrantsPage,
  type GrantsView,
} from '../../protocol/grants';
import type { Handlers } from '../../protocol/rpc';
import { connectWebview, loadWebviewPage } from '../webview/webviewPage';
import type { GrantsParts } from './grantsParts';

/** The matrix of rights of one database. Its edits are kept here, because VS Code throws hidden pages away. */
export class GrantsPanel implements Disposable {
  private readonly store = new DisposableStore();
  private readonly panel: vscode.WebviewPanel;
  private edits: readonly GrantEdit[] = [];
  private schema: string | undefined;

  constructor(
    private readonly parts: GrantsParts,
    private readonly place: Place,
    start: { readonly schema: string | undefined },
  ) {
    this.schema = start.schema;
    const title = `Rights: ${displayName(this.database())}`;
    this.panel = vscode.window.createWebviewPanel('lakehouse.grants', title, vscode.ViewColumn.Active);
    this.panel.onDidDispose(() => this.store.dispose());
    this.store.add(
      connectWebview<GrantsHost, GrantsPage>(
        this.panel.webview,
        this.handlers(),
        grantsHostValidators,
        parts.runner,
      ),
    );
    loadWebviewPage(this.panel.webview, parts.context.extensionUri, { name: 'grants', title });
  }

  dispose(): void {
    this.panel.dispose();
  }

  private handlers(): Handlers<GrantsHost> {
    const { profileId, database } = this.place;
    return {
      ready: () => this.view(),
      read: async ({ schema, search }, signal) => {
        this.schema = schema;
        return readRights(
          await this.parts.connections.database(profileId, database),
          { schema, search },
          signal,
        );
      },
      keep: ({ edits }) => {
        this.edits = edits;
      },
      review: async ({ edits }) => {
        this.edits = edits;
        await this.parts.open({
          scaffold: 'grants',
          place: this.place,
          values: editsForm(edits),
        });
      },
    };
  }

  private view(): GrantsView {
    const profile = this.parts.connections.profile(this.place.profileId);
    return {
      connectionName: profile?.name ?? '',
      database: this.database(),
      environment: profile?.environment ?? '',
      ...(profile && { color: themeColorOf(profile) }),
      readOnly: profile?.readOnly ?? false,
      ...(this.schema !== undefined && { schema: this.schema }),
      edits: this.edits,
    };
  }

  private database(): string {
    const { profileId, database } = this.place;
    return database ?? this.parts.connections.profile(profileId)?.database ?? '';
  }
}
