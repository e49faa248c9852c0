import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../../base/disposable';
import { Emitter } from '../../../base/emitter';
import { UserError } from '../../../base/userError';
import { CancelledError, type CancelSignal } from '../../../base/cancelSignal';
import { checkDraft, quotedWord } from '../../../core/connections/connectionForm';
import type { ConnectionProfile } from '../../../core/connections/connectionProfile';
import type { Draft } from '../../../core/connections/draftFields';
import { readPasted } from '../../../core/connections/readPasted';
import { testReport } from '../../../core/connections/testReport';
import {
  type ConnectionFormView,
  type ConnectionHost,
  connectionHostValidators,
  type ConnectionPage,
  type FormTarget,
  type PasswordState,
  type PasteAnswer,
  type TestAnswer,
} from '../../../protocol/connection';
import type { Handlers, Rpc } from '../../../protocol/rpc';
import { confirmModal } from '../../query/questions';
import { connectWebview, loadWebviewPage } from '../../webview/webviewPage';
import type { ConnectionsFeature } from '../connectionsFeature';
import { saveTargets } from '../profileSettings';
import { FormPasswords, keepsPassword } from './formPasswords';
import { saveForm } from './saveForm';

/** What a form begins with. */
export interface FormStart {
  readonly title: string;
  /** The connection that is edited; undefined for a new one. */
  readonly profileId: string | undefined;
  readonly draft: Draft;
  readonly target: string;
  readonly notes: readonly string[];
  /** It is not as it was saved already. */
  readonly changed: boolean;
}

/** What was not saved when a form was closed. */
export interface LeftForm {
  readonly start: FormStart;
  readonly password: string | undefined;
}

/** One form. Everything that is typed is kept here, so that it outlives the page, which VS Code throws away when hidden. */
export class ConnectionFormPanel implements Disposable {
  private readonly store = new DisposableStore();
  private readonly left = this.store.add(new Emitter<LeftForm | undefined>());
  private readonly panel: vscode.WebviewPanel;
  private readonly rpc: Rpc<ConnectionHost, ConnectionPage>;
  private readonly passwords: FormPasswords;
  private draft: Draft;
  private target: string;
  private finished = false;
  private agreedCommand: string | undefined;
  /** Fires once, when the form is gone, with what was not saved. */
  readonly onDidLeave = this.left.event;

  constructor(
    private readonly feature: ConnectionsFeature,
    readonly start: FormStart,
    password?: string,
  ) {
    this.draft = start.draft;
    this.target = start.target;
    this.passwords = new FormPasswords(feature.passwords);
    this.passwords.enter(password);
    this.panel = vscode.window.createWebviewPanel(
      'lakehouse.connection',
      start.title,
      vscode.ViewColumn.Active,
    );
    this.panel.onDidDispose(() => this.leave());
    this.rpc = this.store.add(
      connectWebview<ConnectionHost, ConnectionPage>(
        this.panel.webview,
        this.handlers(),
        connectionHostValidators,
        feature.runner,
      ),
    );
    const page = { name: 'connection', title: start.title } as const;
    loadWebviewPage(this.panel.webview, feature.extensionUri, page);
  }

  reveal(): void {
    this.panel.reveal();
  }

  dispose(): void {
    this.panel.dispose();
  }

  /** What the page may ask, for tests too. */
  handlers(): Handlers<ConnectionHost> {
    return {
      ready: () => this.view(),
      edit: ({ draft, target }) => {
        this.draft = draft;
        this.target = target;
        return this.passwordState();
      },
      enterPassword: ({ text }) => {
        this.passwords.enter(text);
        return this.passwordState();
      },
      paste: ({ text }) => this.paste(text),
      test: (_, signal) => this.test(signal),
      save: ({ connect }) => this.save(connect),
      close: () => {
        this.finished = true;
        this.panel.dispose();
      },
      chooseFile: () => chooseFile(),
    };
  }

  private async view(): Promise<ConnectionFormView> {
    const { title, profileId, notes } = this.start;
    const groups = this.feature.connections.profiles.flatMap(({ group }) => group ?? []);
    return {
      title,
      isNew: profileId === undefined,
      draft: this.draft,
      targets: formTargets(),
      target: this.target,
      groups: [...new Set(groups)],
      password: await this.passwordState(),
      notes,
      changed: this.changed,
    };
  }

  private get changed(): boolean {
    const { draft, target, changed } = this.start;
    const same = JSON.stringify(draft) === JSON.stringify(this.draft) && target === this.target;
    return changed || !same || this.passwords.text !== undefined;
  }

  private async passwordState(): Promise<PasswordState> {
    if (this.passwords.text !== undefined) {
      return 'entered';
    }
    const { value } = checkDraft(this.draft);
    const isSaved = value && keepsPassword(value) && (await this.feature.vault.saved(value)) !== undefined;
    return isSaved ? 'saved' : 'none';
  }

  private async paste(text: string): Promise<PasteAnswer> {
    const { draft, password, understood, problems } = readPasted(text, this.draft);
    this.draft = draft;
    if (password !== undefined) {
      this.passwords.enter(password);
    }
    return { draft, understood, problems, password: await this.passwordState() };
  }

  private async test(signal: CancelSignal): Promise<TestAnswer> {
    const profile = this.profile();
    await this.confirmHost(profile);
    await this.confirmCommand(profile);
    const login = this.feature.passwords.begin(profile);
    try {
      const { testConnection } = await import('../../../node/pg/testConnection');
      const outcome = await testConnection(profile, this.passwords, signal, {
        gateway: this.feature.passwords.gateway,
      });
      return { report: testReport(outcome, profile), password: await this.passwordState() };
    } finally {
      login.dispose();
    }
  }

  private async save(connect: boolean): Promise<void> {
    const { profileId } = this.start;
    const profile = this.profile();
    await this.confirmCommand(profile);
    const password = keepsPassword(profile) ? this.passwords.text : undefined;
    const form = { profileId, draft: this.draft, target: this.target, profile, password };
    const id = await saveForm(this.feature, form);
    this.finished = true;
    this.panel.dispose();
    if (connect) {
      const { runner, connections } = this.feature;
      void runner.attempt('lakehouse.connections.connect', () => connections.database(id));
    }
  }

  /** @throws UserError when a field needs a correction */
  private profile(): ConnectionProfile {
    const scope = formTargets().find(({ key }) => key === this.target)?.scope ?? 'user';
    const { value, problems } = checkDraft(this.draft, scope);
    if (!value) {
      throw new UserError(`Correct the marked fields first. ${problems[0]?.message ?? ''}`.trim());
    }
    return value;
  }

  /** What a workspace file says may be somebody else's wish; what is typed here is the user's own. */
  private async confirmHost(profile: ConnectionProfile): Promise<void> {
    const { profileId } = this.start;
    const saved = profileId === undefined ? undefined : this.feature.connections.profile(profileId);
    if (saved && saved.scope !== 'user') {
      await this.feature.vault.confirmHost({ ...profile, name: saved.name, scope: saved.scope });
    }
  }

  /** A page is not trusted to name a program: the user is shown it in a dialog before it can run. */
  private async confirmCommand({ password, passwordCommand }: ConnectionProfile): Promise<void> {
    const { connections, confirm = confirmModal } = this.feature;
    const { profileId } = this.start;
    const command = password === 'command' ? passwordCommand?.argv.map(quotedWord).join(' ') : undefined;
    const saved = profileId === undefined ? undefined : connections.profile(profileId)?.passwordCommand;
    if (
      command === undefined ||
      command === this.agreedCommand ||
      command === saved?.argv.map(quotedWord).join(' ')
    ) {
      return;
    }
    const yes = await confirm({
      message: 'Let this program run whenever the connection needs a password?',
      detail: command,
      yes: 'Let It Run',
    });
    if (!yes) {
      throw new CancelledError();
    }
    this.agreedCommand = command;
  }

  private leave(): void {
    const { start, draft, target } = this;
    const unsaved = { start: { ...start, draft, target, changed: true }, password: this.passwords.text };
    this.left.fire(this.finished || !this.changed ? undefined : unsaved);
    this.store.dispose();
  }
}

function formTargets(): readonly FormTarget[] {
  return saveTargets().map(({ key, label, scope }) => ({ key, label, scope }));
}

async function chooseFile(): Promise<string | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ title: 'Choose a File' })) ?? [];
  return file?.fsPath;
}
