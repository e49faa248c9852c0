import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { UserError } from '../../base/userError';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
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
  /** What nobody wants any more is taken out, and then closed as soon as it is open. */
  private readonly opening = new Map<string, Opening>();
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
    const key = documentKey(uri);
    return this.sessions.has(key) || this.opening.has(key);
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
    const key = documentKey(uri);
    const known = this.opening.get(key);
    return known && sameBinding(known.binding, binding) ? known.session : this.begin(key, binding, profile);
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
    this.opening.delete(key);
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
    const opening = this.opening.get(documentKey(from));
    if (opening) {
      this.opening.delete(opening.key);
      opening.key = documentKey(to);
      this.opening.set(opening.key, opening);
    }
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
    this.opening.clear();
    this.subscription.dispose();
    this.changed.dispose();
  }

  private begin(key: string, binding: Binding, profile: ConnectionProfile): Promise<EditorSession> {
    const opening = new Opening(key, binding);
    this.opening.set(key, opening);
    opening.session = this.open(opening, profile).finally(() => {
      if (this.isWanted(opening)) {
        this.opening.delete(opening.key);
      }
    });
    return opening.session;
  }

  private async open(opening: Opening, profile: ConnectionProfile): Promise<EditorSession> {
    const { binding } = opening;
    const session = await this.connections.openSession(binding.profileId, binding.database);
    if (!this.isWanted(opening)) {
      await session.close();
      throw new CancelledError();
    }
    const opened = new EditorSession(session, profile, binding);
    this.sessions.set(opening.key, opened);
    opened.onDidChange(() => this.changed.fire(this.keyOf(opened)));
    opened.onDidLoseTransaction(() => this.tellLoss(opened));
    this.changed.fire(opening.key);
    return opened;
  }

  private isWanted(opening: Opening): boolean {
    return this.opening.get(opening.key) === opening;
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

/** A session on its way to a document. The user may stop waiting for it; the next run takes it. */
class Opening {
  session!: Promise<EditorSession>;

  constructor(
    public key: string,
    readonly binding: Binding,
  ) {}
}

function sameBinding(a: Binding, b: Binding): boolean {
  return a.profileId === b.profileId && a.database === b.database;
}
