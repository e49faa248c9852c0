import * as vscode from 'vscode';
import type { CancelSignal } from '../../base/cancelSignal';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { themeColorOf } from '../../core/connections/connectionColor';
import { formOffer } from '../../core/scaffold/formOffers';
import { fieldAt, readFormValues, startValues } from '../../core/scaffold/formValues';
import type { FormValues } from '../../core/scaffold/scaffoldForm';
import type { AnyScaffold } from '../../core/scaffold/scaffolds';
import type { Database } from '../../core/ports';
import type { Handlers, Rpc } from '../../protocol/rpc';
import {
  type ScaffoldHost,
  scaffoldHostValidators,
  type ScaffoldPage,
  type ScaffoldPreview,
  type ScaffoldView,
} from '../../protocol/scaffold';
import { connectWebview, loadWebviewPage } from '../webview/webviewPage';
import type { ScaffoldParts, ScaffoldRequest } from './scaffoldParts';

/** The page of one scaffold. What is typed is kept here, so that it outlives the page, which VS Code throws away. */
export class ScaffoldPanel implements Disposable {
  private readonly store = new DisposableStore();
  private readonly disposed = this.store.add(new Emitter<void>());
  private readonly panel: vscode.WebviewPanel;
  private readonly rpc: Rpc<ScaffoldHost, ScaffoldPage>;
  private values: FormValues;
  readonly onDidDispose = this.disposed.event;

  constructor(
    private readonly parts: ScaffoldParts,
    private readonly scaffold: AnyScaffold,
    private readonly request: ScaffoldRequest,
  ) {
    const { form, title } = scaffold;
    const start = startValues(form, request.subject);
    this.values = readFormValues(form, { ...start, ...request.values });
    this.panel = vscode.window.createWebviewPanel('lakehouse.scaffold', title, vscode.ViewColumn.Active);
    this.panel.onDidDispose(() => {
      this.disposed.fire();
      this.store.dispose();
    });
    this.rpc = this.store.add(
      connectWebview<ScaffoldHost, ScaffoldPage>(
        this.panel.webview,
        this.handlers(),
        scaffoldHostValidators,
        parts.runner,
      ),
    );
    loadWebviewPage(this.panel.webview, parts.context.extensionUri, { name: 'scaffold', title });
  }

  dispose(): void {
    this.panel.dispose();
  }

  /** What the page may ask, for tests too. */
  handlers(): Handlers<ScaffoldHost> {
    return {
      ready: () => this.view(),
      preview: ({ values }, signal) => this.preview(values, signal),
      offers: async ({ field, relation }, signal) => {
        const found = fieldAt(this.scaffold.form, field);
        const offer = found && 'offer' in found ? found.offer : undefined;
        const query = offer && formOffer(offer, relation);
        return query ? (await this.database()).read(query, signal) : [];
      },
    };
  }

  private view(): ScaffoldView {
    const { title, explain, form } = this.scaffold;
    const { place } = this.request;
    const profile = this.parts.connections.profile(place.profileId);
    return {
      ...{ title, explain, form, values: this.values },
      connectionName: profile?.name ?? '',
      database: place.database ?? profile?.database ?? '',
      environment: profile?.environment ?? '',
      ...(profile && { color: themeColorOf(profile) }),
      readOnly: profile?.readOnly ?? false,
    };
  }

  private async preview(values: FormValues, signal: CancelSignal): Promise<ScaffoldPreview> {
    this.values = readFormValues(this.scaffold.form, values);
    return this.scaffold.plan(this.values, await this.database(), signal);
  }

  private database(): Promise<Database> {
    const { profileId, database } = this.request.place;
    return this.parts.connections.database(profileId, database);
  }
}
