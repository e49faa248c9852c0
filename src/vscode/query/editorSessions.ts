import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { UserError } from '../../base/userError';
import { displayName } from '../../core/explorer/displayName';
import type { ConnectionService } from '../connections/connectionService';
import type { Binding } from './connectionBindings';
import { EditorSession } from './editorSession';
import type { Confirm } from './questions';
import { documentKey, documentName } from './sqlDocuments';

export const sessionLostText =
  'The connection was lost. Temporary tables, settings and the open transaction of this editor are gone.';

/** What `EditorSessions` tells the user without asking. */
export type Tell = (message: string) => void;

/**
 * One pinned session for each document: opened at the first run, closed with the document. It never reconnects in
 * silence: whoever runs something in a new session after a loss is told so before.
 */
export class EditorSessions implements Disposable {
  private readonly sessions = new Map<string, EditorSession>();
  private readonly changed = new Emitter<string>();
  private readonly subscription: Disposable;
  /** Fires with the key of the document whose session came, went or changed. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly connections: ConnectionService,
    private readonly confirm: Confirm,
    private readonly tell: Tell,
  ) {
    this.subscription = connections.onDidChange(() => this.noteDisconnected());
  }

  /** The session of a document, dead or alive. */
  of(uri: vscode.Uri): EditorSession | undefined {
    return this.sessions.get(documentKey(uri));
  }

  has(uri: vscode.Uri): boolean {
    return this.sessions.has(documentKey(uri));
  }

  /** Whether statements of the document that may write are refused, also when its session is not open yet. */
  readOnly(uri: vscode.Uri, binding: Binding): boolean {
    const current = this.of(uri);
    return current && current.lost === undefined && sameBinding(current.binding, binding)
      ? current.readOnly
      : (this.connections.profile(binding.profileId)?.readOnly ?? true);
  }

  get all(): readonly (readonly [string, EditorSession])[] {
    return [...this.sessions];
  }

  /**
   * The live session of a document on this connection, opened when there is none.
   * @throws UserError when connecting fails; CancelledError when the user said no.
   */
  async acquire(uri: vscode.Uri, binding: Binding): Promise<EditorSession> {
    const current = this.of(uri);
    if (current && current.lost === undefined && sameBinding(current.binding, binding)) {
      return current;
    }
    if (current) {
      await this.leave(current, uri);
    }
    const profile = this.connections.profile(binding.profileId);
    if (!profile) {
      throw new UserError('The connection of this editor is no longer in the settings. Choose another.', {
        action: { title: 'Choose Connection', command: 'lakehouse.query.chooseConnection' },
      });
    }
    const session = await this.connections.openSession(binding.profileId, binding.database);
    const opened = new EditorSession(session, profile, binding);
    this.sessions.set(documentKey(uri), opened);
    opened.onDidChange(() => this.changed.fire(this.keyOf(opened)));
    opened.onDidLoseTransaction(() => this.tellLoss(opened));
    this.changed.fire(documentKey(uri));
    return opened;
  }

  /**
   * Gives up the document's session when it is on another connection.
   * @throws CancelledError when the user wants to keep its open transaction.
   */
  async change(uri: vscode.Uri, binding: Binding): Promise<void> {
    const current = this.of(uri);
    if (current && current.lost === undefined && !sameBinding(current.binding, binding)) {
      await this.leave(current, uri);
    }
  }

  /** Closes the session of a document; an open transaction in it is rolled back by the server. */
  async close(uri: vscode.Uri): Promise<void> {
    const key = documentKey(uri);
    const current = this.sessions.get(key);
    if (!current) {
      return;
    }
    this.sessions.delete(key);
    current.dispose();
    this.changed.fire(key);
    if (current.lost === undefined) {
      await current.session.close();
    }
  }

  /** The document has another name now; its session stays. */
  move(from: vscode.Uri, to: vscode.Uri): void {
    const current = this.of(from);
    if (current) {
      this.sessions.delete(documentKey(from));
      this.sessions.set(documentKey(to), current);
      this.changed.fire(documentKey(from));
      this.changed.fire(documentKey(to));
    }
  }

  dispose(): void {
    for (const [, current] of this.sessions) {
      current.dispose();
      void current.session.close().catch(() => undefined);
    }
    this.sessions.clear();
    this.subscription.dispose();
    this.changed.dispose();
  }

  /** Whoever disconnects a connection, or changes it in the settings, closes its sessions too. */
  private noteDisconnected(): void {
    for (const current of this.sessions.values()) {
      if (this.connections.state(current.profile.id).kind === 'disconnected') {
        current.lose('The connection was closed.');
      }
    }
  }

  /** Gives up the session that a document had, telling or asking what goes with it. */
  private async leave(current: EditorSession, uri: vscode.Uri): Promise<void> {
    if (current.lost !== undefined) {
      await this.leaveLost(current);
    } else if (current.inTransaction) {
      const goOn = await this.confirm({
        message: `${documentName(uri)} has an open transaction on ${current.profile.name}.`,
        detail: 'Changing the connection rolls it back.',
        yes: 'Roll Back and Change',
      });
      if (!goOn) {
        throw new CancelledError();
      }
    }
    await this.close(uri);
  }

  /** What depends on the lost state must not run by accident; where nothing was lost, saying so is enough. */
  private async leaveLost(current: EditorSession): Promise<void> {
    if (!current.hasTraces && !current.lostTransaction) {
      this.tell(`${sessionLostText} Running in a new session.`);
      return;
    }
    const goOn = await this.confirm({
      message: sessionLostText,
      detail: `${current.lost ?? ''}\n\nRun in a new session?`.trim(),
      yes: 'Run in New Session',
    });
    if (!goOn) {
      throw new CancelledError();
    }
  }

  /** What was written is gone now; the next run would be late to say so. */
  private tellLoss(lost: EditorSession): void {
    const name = documentName(vscode.Uri.parse(this.keyOf(lost)));
    this.tell(
      `The connection of ${name} to ${displayName(lost.profile.name)} was lost. Its open transaction was rolled back.`,
    );
  }

  private keyOf(wanted: EditorSession): string {
    return this.all.find(([, session]) => session === wanted)?.[0] ?? '';
  }
}

function sameBinding(a: Binding, b: Binding): boolean {
  return a.profileId === b.profileId && a.database === b.database;
}
