import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import type { NotificationsView, NotificationView } from '../../protocol/results';
import type { EditorSessions } from './editorSessions';
import { documentKey } from './sqlDocuments';

/** So many of a document are kept, the last ones. */
const kept = 500;

/** What LISTEN brought to the session of each document, also while it is idle. */
export class Notifications implements Disposable {
  private readonly received = new Map<string, { count: number; last: NotificationView[] }>();
  private readonly heard = new WeakSet<object>();
  private readonly changed = new Emitter<string>();
  private readonly subscription: Disposable;
  /** Fires with the key of the document whose session received one. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly sessions: EditorSessions) {
    this.subscription = sessions.onDidChange(() => this.listen());
  }

  of(uri: vscode.Uri): NotificationsView | undefined {
    return this.received.get(documentKey(uri));
  }

  move(from: vscode.Uri, to: vscode.Uri): void {
    const notifications = this.received.get(documentKey(from));
    if (notifications) {
      this.received.delete(documentKey(from));
      this.received.set(documentKey(to), notifications);
    }
  }

  forget(uri: vscode.Uri): void {
    this.received.delete(documentKey(uri));
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private listen(): void {
    for (const [, editor] of this.sessions.all) {
      if (!this.heard.has(editor)) {
        this.heard.add(editor);
        editor.session.onDidNotify((notification) => {
          const key = this.sessions.all.find(([, each]) => each === editor)?.[0];
          if (key !== undefined) {
            this.note(key, { ...notification, at: Date.now() });
          }
        });
      }
    }
  }

  private note(key: string, notification: NotificationView): void {
    const { count, last } = this.received.get(key) ?? { count: 0, last: [] };
    this.received.set(key, { count: count + 1, last: [...last, notification].slice(-kept) });
    this.changed.fire(key);
  }
}
