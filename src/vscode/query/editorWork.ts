import type * as vscode from 'vscode';
import { CancelledError, type CancelSignal } from '../../base/cancelSignal';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { UserError } from '../../base/userError';
import type { AtCap, CancelOutcome } from '../../core/query/session';
import type { ConnectionService } from '../connections/connectionService';
import { chooseConnection } from './chooseConnection';
import type { Binding, ConnectionBindings } from './connectionBindings';
import type { EditorSession } from './editorSession';
import type { EditorSessions } from './editorSessions';
import { HeldResult } from './heldResult';
import { documentKey, documentName } from './sqlDocuments';

/** Something that an editor's session is doing: a run or an EXPLAIN. A session does one thing at a time. */
export interface Work {
  readonly startedAt: number;
  /** Aborted when the user cancelled: nothing further is sent. */
  readonly stopped: AbortSignal;
  /** Set when the session is open. */
  readonly editor: EditorSession | undefined;
  /** Set while a statement has stopped at its cap and could go on. */
  readonly held: HeldResult | undefined;
  /** Keeps the statement open for so many milliseconds, or until the session is wanted for something else. */
  hold(milliseconds: number, ended: CancelSignal): Promise<AtCap>;
}

export interface EditorWorkParts {
  readonly connections: ConnectionService;
  readonly bindings: ConnectionBindings;
  readonly sessions: EditorSessions;
}

/** What a press of Cancel did. */
export type CancelPress =
  | { readonly kind: 'nothing' }
  /** Nothing had been sent yet. */
  | { readonly kind: 'beforeSending' }
  /** A statement was held at its cap, and is no more. */
  | { readonly kind: 'released' }
  /** The press before this one is still without effect. */
  | { readonly kind: 'again'; readonly editor: EditorSession }
  | { readonly kind: 'asked'; readonly outcome: CancelOutcome; readonly editor: EditorSession };

/** Gives each document's session to one piece of work at a time, and lets the user stop it. */
export class EditorWork implements Disposable {
  private readonly running = new Map<string, RunningWork>();
  private readonly changed = new Emitter<string>();
  /** Fires with the key of the document where work began or ended. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly parts: EditorWorkParts) {}

  of(uri: vscode.Uri): Work | undefined {
    return this.running.get(documentKey(uri));
  }

  /**
   * Runs `task` on the document's session, which is opened when there is none; the user chooses a connection first
   * where none is known. A statement that is held at its cap makes room.
   * @throws UserError when the session is busy or connecting fails; CancelledError when the user backed out.
   */
  async perform<T>(uri: vscode.Uri, task: (editor: EditorSession, work: Work) => Promise<T>): Promise<T> {
    await this.release(uri);
    this.refuseWhileBusy(uri);
    const binding = await this.binding(uri);
    this.refuseWhileBusy(uri);
    const work = new RunningWork(documentKey(uri), (key) => this.changed.fire(key));
    this.running.set(work.key, work);
    this.changed.fire(work.key);
    try {
      const editor = await unlessStopped(this.parts.sessions.acquire(uri, binding), work.stopped);
      work.editor = editor;
      this.changed.fire(work.key);
      return await task(editor, work);
    } finally {
      this.running.delete(work.key);
      work.ended.abort();
      this.changed.fire(work.key);
    }
  }

  /** Where the document's statements go; the user is asked when that is not known. @throws CancelledError */
  async binding(uri: vscode.Uri): Promise<Binding> {
    const known = this.parts.bindings.of(uri);
    if (known) {
      return known;
    }
    const chosen = await chooseConnection(this.parts.connections, undefined);
    if (!chosen) {
      throw new CancelledError();
    }
    this.parts.bindings.set(uri, chosen);
    return chosen;
  }

  /** The work of a document that was renamed goes on under its new name. */
  move(from: vscode.Uri, to: vscode.Uri): void {
    const work = this.running.get(documentKey(from));
    if (work) {
      this.running.delete(work.key);
      work.key = documentKey(to);
      this.running.set(work.key, work);
      this.changed.fire(documentKey(from));
      this.changed.fire(work.key);
    }
  }

  /** Ends what is held at its cap. */
  async release(uri: vscode.Uri): Promise<void> {
    if (this.of(uri)?.held) {
      await this.whenIdle(uri);
    }
  }

  /** Resolves when the document's session has nothing to do. */
  async whenIdle(uri: vscode.Uri): Promise<void> {
    const work = this.running.get(documentKey(uri));
    work?.held?.close();
    if (work) {
      await aborted(work.ended.signal);
    }
  }

  /** First press: asks the server to cancel, and nothing further is sent. The next one reports `again`. */
  async cancel(uri: vscode.Uri): Promise<CancelPress> {
    const work = this.running.get(documentKey(uri));
    if (!work) {
      return { kind: 'nothing' };
    }
    if (work.held) {
      work.held.close();
      return { kind: 'released' };
    }
    const { editor } = work;
    const isFirst = !work.stopped.aborted;
    work.stop.abort(new CancelledError());
    if (!editor) {
      return { kind: 'beforeSending' };
    }
    if (!isFirst) {
      return { kind: 'again', editor };
    }
    this.changed.fire(work.key);
    return { kind: 'asked', editor, outcome: await editor.session.cancel() };
  }

  dispose(): void {
    for (const work of this.running.values()) {
      work.stop.abort(new CancelledError());
    }
    this.changed.dispose();
  }

  private refuseWhileBusy(uri: vscode.Uri): void {
    if (this.of(uri)) {
      throw new UserError(
        `A statement of ${documentName(uri)} is still running. Wait for it, or cancel it.`,
        {
          action: { title: 'Cancel Statement', command: 'lakehouse.query.cancel', args: [uri] },
        },
      );
    }
  }
}

class RunningWork implements Work {
  readonly startedAt = Date.now();
  readonly stop = new AbortController();
  readonly ended = new AbortController();
  editor: EditorSession | undefined;
  held: HeldResult | undefined;

  constructor(
    public key: string,
    private readonly changed: (key: string) => void,
  ) {
    this.stopped.addEventListener('abort', () => this.held?.close(), { once: true });
  }

  async hold(milliseconds: number, ended: CancelSignal): Promise<AtCap> {
    const held = new HeldResult(milliseconds);
    this.held = held;
    this.changed(this.key);
    ended.addEventListener('abort', () => held.close(), { once: true });
    if (this.stopped.aborted) {
      held.close();
    }
    try {
      return await held.answer;
    } finally {
      this.held = undefined;
      this.changed(this.key);
    }
  }

  get stopped(): AbortSignal {
    return this.stop.signal;
  }
}

/** Stops waiting when the user cancels; the connection that was under way stays, for the next run. */
function unlessStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = aborted(signal).then(() => {
    throw new CancelledError();
  });
  return Promise.race([promise, stopped]);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    } else {
      signal.addEventListener('abort', () => resolve(), { once: true });
    }
  });
}
