import * as vscode from 'vscode';
import type { CancelSignal } from '../../base/cancelSignal';
import { neverCancelled } from '../../base/cancelSignal';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { untilAborted } from '../../base/untilAborted';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { sandboxProfile } from '../../core/connections/sandbox';
import type { SandboxEnd, SandboxWindow } from '../../node/sandbox/sandboxWindow';
import type { OwnerNews } from '../../node/sandbox/windowMessages';
import type { BuiltInConnections, PreparedConnection } from '../connections/builtInConnections';
import { setContextKey } from '../contextKeys';

/** What the sandbox needs of VS Code's extension context. */
export type SandboxContext = Pick<
  vscode.ExtensionContext,
  'extension' | 'extensionPath' | 'globalStorageUri' | 'globalState'
>;

const shownKey = 'lakehouse.sandbox.shown';

/**
 * The sandbox as this window sees it. Its connection is listed from the first time it is opened until it is removed, and
 * its process is started when something connects.
 */
export class SandboxService implements BuiltInConnections, Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = new Emitter<void>();
  private readonly newsEmitter = new Emitter<OwnerNews>();
  private readonly endEmitter = new Emitter<SandboxEnd>();
  private readonly all = [sandboxProfile()];
  private readonly none: readonly ConnectionProfile[] = [];
  private window: SandboxWindow | undefined;
  private opening: Promise<SandboxWindow> | undefined;
  readonly onDidChange = this.changed.event;
  /** What the owner tells all windows. */
  readonly onNews = this.newsEmitter.event;
  /** The sandbox ended without this window having asked for it. */
  readonly onDidEnd = this.endEmitter.event;

  constructor(private readonly context: SandboxContext) {
    setContextKey('lakehouse.sandboxShown', this.isShown);
  }

  get profiles(): readonly ConnectionProfile[] {
    return this.isShown ? this.all : this.none;
  }

  /** Whether the connection is listed. */
  get isShown(): boolean {
    return this.context.globalState.get(shownKey) === true;
  }

  /** The line to the owner, when there is one. */
  get current(): SandboxWindow | undefined {
    return this.window?.isOpen ? this.window : undefined;
  }

  async show(shown: boolean): Promise<void> {
    if (this.isShown !== shown) {
      await this.context.globalState.update(shownKey, shown || undefined);
      setContextKey('lakehouse.sandboxShown', shown);
      this.changed.fire();
    }
  }

  async prepare(profile: ConnectionProfile, signal: CancelSignal): Promise<PreparedConnection> {
    const { place } = await untilAborted(this.join(), signal);
    const name = vscode.workspace.name ?? 'a window without a folder';
    return {
      profile: { ...profile, ...place.endpoint, applicationName: `Lakehouse Postgres in ${name}` },
      passwords: { getPassword: () => Promise.resolve(place.token) },
    };
  }

  /** Joins the sandbox, or starts it. @throws UserError that says why it cannot be opened */
  join(): Promise<SandboxWindow> {
    const { current } = this;
    if (current) {
      return Promise.resolve(current);
    }
    this.opening ??= this.open(false).finally(() => {
      this.opening = undefined;
    });
    return this.opening;
  }

  /** Throws the data away and loads the sample anew, also where the data cannot be opened any more. */
  async reset(): Promise<void> {
    const { current } = this;
    const loads: string[] = [];
    const window = current ?? (await this.open(true, (text) => loads.push(text)));
    // One that this call has started anew has nothing to throw away.
    if (loads.length === 0) {
      await window.reset();
    }
  }

  dispose(): void {
    this.window?.close();
    this.owned.dispose();
  }

  private async open(reset: boolean, onProgress?: (text: string) => void): Promise<SandboxWindow> {
    const { openSandbox } = await import('../../node/sandbox/openSandbox');
    const options = {
      folder: vscode.Uri.joinPath(this.context.globalStorageUri, 'sandbox').fsPath,
      programFolder: vscode.Uri.joinPath(vscode.Uri.file(this.context.extensionPath), 'dist', 'sandbox')
        .fsPath,
      sampleFolder: vscode.Uri.joinPath(vscode.Uri.file(this.context.extensionPath), 'media', 'sample')
        .fsPath,
      windowName: vscode.workspace.name ?? '',
      reset,
    };
    const progress = { location: vscode.ProgressLocation.Window, title: 'Starting the sandbox' };
    const window = await vscode.window.withProgress(progress, (shown) =>
      openSandbox(
        {
          ...options,
          progress: (text) => {
            onProgress?.(text);
            shown.report({ message: text });
          },
        },
        neverCancelled,
      ),
    );
    this.window = window;
    window.onNews((news) => this.newsEmitter.fire(news));
    window.onDidLose((end) => {
      if (this.window === window) {
        this.window = undefined;
        this.endEmitter.fire(end);
      }
    });
    return window;
  }
}
