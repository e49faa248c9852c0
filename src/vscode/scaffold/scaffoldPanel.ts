import * as vscode from 'vscode';
import { type CancelSignal, isCancellation } from '../../base/cancelSignal';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { UserError } from '../../base/userError';
import { themeColorOf } from '../../core/connections/connectionColor';
import { sandboxId } from '../../core/connections/sandbox';
import type { Session } from '../../core/query/session';
import { formOffer } from '../../core/scaffold/formOffers';
import { fieldAt, readFormValues, startValues } from '../../core/scaffold/formValues';
import type { TrialReport } from '../../core/scaffold/proof/trial';
import { migrationFiles, planScript } from '../../core/scaffold/scaffoldScript';
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
  type TrialPlace,
} from '../../protocol/scaffold';
import type { CommandId } from '../commands';
import { showInformation } from '../notices';
import { confirmModal } from '../query/questions';
import { sqlParser } from '../query/sqlParser';
import { connectWebview, loadWebviewPage } from '../webview/webviewPage';
import { ScaffoldWork, type ScaffoldWorkParts } from './scaffoldWork';
import type { ScaffoldParts, ScaffoldRequest } from './scaffoldParts';

/** The page of one scaffold. What is typed is kept here, so that it outlives the page, which VS Code throws away. */
export class ScaffoldPanel implements Disposable {
  private readonly store = new DisposableStore();
  private readonly disposed = this.store.add(new Emitter<void>());
  private readonly panel: vscode.WebviewPanel;
  private readonly rpc: Rpc<ScaffoldHost, ScaffoldPage>;
  private readonly work: ScaffoldWork;
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
    this.work = new ScaffoldWork(this.workParts());
    this.panel = vscode.window.createWebviewPanel('lakehouse.scaffold', title, vscode.ViewColumn.Active);
    this.panel.onDidDispose(() => {
      this.disposed.fire();
      this.work.stop();
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
      trial: ({ values, place }, signal) => this.trial(values, place, signal),
      apply: ({ values }) => this.change(() => this.work.apply(values)),
      undo: () => this.change(() => this.work.undo()),
      stop: () => this.work.stop(),
      save: async ({ values }) => {
        const plan = this.work.seen(values);
        const { saveMigration } = await import('./saveMigration');
        const { title } = this.scaffold;
        await unlessCancelled(() => saveMigration((options) => migrationFiles(plan, { ...options, title })));
      },
      copy: async ({ values }) => {
        await vscode.env.clipboard.writeText(planScript(this.work.seen(values)));
        void showInformation('Copied the SQL.');
      },
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
      ...(this.work.run && { run: this.work.run }),
    };
  }

  private async preview(values: FormValues, signal: CancelSignal): Promise<ScaffoldPreview> {
    this.values = readFormValues(this.scaffold.form, values);
    return this.work.preview(this.values, signal);
  }

  private async trial(
    values: FormValues,
    place: TrialPlace,
    signal: CancelSignal,
  ): Promise<TrialReport | undefined> {
    const plan = this.work.seen(values);
    const { tryInSandbox, tryOnServer } = await import('./scaffoldTrials');
    return unlessCancelled(() =>
      place === 'server'
        ? tryOnServer(this.workParts(), plan, signal)
        : tryInSandbox(this.workParts(), () => this.openSandbox(), plan, signal),
    );
  }

  /** What it changed is shown in the sidebar, too, also after a failure. */
  private async change(work: () => Promise<void>): Promise<void> {
    try {
      await unlessCancelled(work);
    } finally {
      void vscode.commands.executeCommand('lakehouse.explorer.refresh' satisfies CommandId);
    }
  }

  private async openSandbox(): Promise<Session> {
    await this.parts.sandbox.show(true);
    return this.parts.connections.openSession(sandboxId);
  }

  private workParts(): ScaffoldWorkParts {
    const { profileId, database } = this.request.place;
    const { connections, confirm = confirmModal, runner } = this.parts;
    return {
      scaffold: this.scaffold,
      profile: () => {
        const profile = connections.profile(profileId);
        if (profile === undefined) {
          throw new UserError('This connection is no longer in the settings.');
        }
        return profile;
      },
      database: () => this.database(),
      openSession: () => connections.openSession(profileId, database),
      parser: sqlParser,
      confirm,
      askPassword: async (role) => (await import('./askPassword')).askPassword(role),
      verifier: async (password) =>
        (await import('../../node/scaffold/scramVerifier')).scramVerifier(password),
      describe: (error) => runner.describe(error, 'scaffold'),
      ran: (view) => this.rpc.notify.run(view),
    };
  }

  private database(): Promise<Database> {
    const { profileId, database } = this.request.place;
    return this.parts.connections.database(profileId, database);
  }
}

/** Whoever declines a question knows it; the page need not be told. */
async function unlessCancelled<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isCancellation(error)) {
      return undefined;
    }
    throw error;
  }
}
