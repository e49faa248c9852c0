import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { ConnectionService } from '../connections/connectionService';
import { setContextKey } from '../contextKeys';
import { escapeIcons } from './chooseConnection';
import type { ConnectionBindings } from './connectionBindings';
import type { EditorSessions } from './editorSessions';
import type { EditorWork } from './editorWork';
import type { Notifications } from './notifications';
import { isSqlDocument } from './sqlDocuments';
import { connectionItem, elapsedText } from './statusTexts';

export interface StatusBarParts {
  readonly connections: ConnectionService;
  readonly bindings: ConnectionBindings;
  readonly sessions: EditorSessions;
  readonly work: EditorWork;
  readonly notifications: Notifications;
}

/** Milliseconds that changes are gathered before they are drawn. */
const drawDelay = 50;

/** Shows where the active editor's statements go, and what is running. */
export class QueryStatusBar implements Disposable {
  private readonly store = new DisposableStore();
  private readonly connection = this.item('connection', 'Lakehouse Connection', 103);
  private readonly running = this.item('running', 'Lakehouse Running Statement', 101);
  private readonly heard = this.item('notifications', 'Lakehouse Notifications', 102.5);
  private timer: NodeJS.Timeout | undefined;
  private pending: NodeJS.Timeout | undefined;
  private runningKey: boolean | undefined;

  constructor(private readonly parts: StatusBarParts) {
    const draw = () => this.drawSoon();
    this.connection.command = 'lakehouse.query.chooseConnection';
    this.running.command = 'lakehouse.query.cancel';
    this.store.add(vscode.window.onDidChangeActiveTextEditor(draw));
    this.store.add(vscode.workspace.onDidOpenTextDocument(draw));
    this.store.add(parts.connections.onDidChange(draw));
    this.store.add(parts.bindings.onDidChange(draw));
    this.store.add(parts.sessions.onDidChange(draw));
    this.store.add(parts.work.onDidChange(draw));
    this.store.add(parts.notifications.onDidChange(draw));
    this.heard.command = 'lakehouse.results.focus';
    this.heard.tooltip = 'Notifications that LISTEN brought to this editor';
    this.draw();
  }

  dispose(): void {
    clearInterval(this.timer);
    clearTimeout(this.pending);
    this.store.dispose();
  }

  private item(id: string, name: string, priority: number): vscode.StatusBarItem {
    const item = vscode.window.createStatusBarItem(
      `lakehouse.${id}`,
      vscode.StatusBarAlignment.Left,
      priority,
    );
    item.name = name;
    return this.store.add(item);
  }

  /** Thousands of short statements change the state thousands of times a second. */
  private drawSoon(): void {
    this.pending ??= setTimeout(() => this.draw(), drawDelay);
  }

  private draw(): void {
    this.pending = undefined;
    const document = vscode.window.activeTextEditor?.document;
    if (!document || !isSqlDocument(document)) {
      this.hide();
      return;
    }
    this.drawConnection(document.uri);
    this.drawRunning(document.uri);
    this.drawNotifications(document.uri);
  }

  private hide(): void {
    for (const item of [this.connection, this.running, this.heard]) {
      item.hide();
    }
    this.tick(false);
    this.setRunning(false);
  }

  private drawConnection(uri: vscode.Uri): void {
    const { connections, bindings, sessions } = this.parts;
    const binding = bindings.of(uri);
    const look = connectionItem(binding, binding && connections.profile(binding.profileId), sessions.of(uri));
    this.connection.text = `$(${look.icon}) ${escapeIcons(look.text)}`;
    this.connection.tooltip = look.tooltip;
    this.connection.color = look.color === undefined ? undefined : new vscode.ThemeColor(look.color);
    this.connection.backgroundColor =
      look.background === undefined ? undefined : new vscode.ThemeColor(look.background);
    this.connection.accessibilityInformation = { label: look.label, role: 'button' };
    this.connection.show();
  }

  private drawNotifications(uri: vscode.Uri): void {
    const count = this.parts.notifications.of(uri)?.count ?? 0;
    if (count === 0) {
      this.heard.hide();
      return;
    }
    this.heard.text = `$(bell) ${count}`;
    this.heard.accessibilityInformation = { label: `${count} notifications`, role: 'button' };
    this.heard.show();
  }

  private drawRunning(uri: vscode.Uri): void {
    const work = this.parts.work.of(uri);
    this.setRunning(work !== undefined);
    this.tick(work !== undefined);
    if (!work) {
      this.running.hide();
      return;
    }
    if (work.held) {
      const left = elapsedText(work.held.closesAt - Date.now());
      this.running.text = `$(watch) Result open ${left} $(close)`;
      this.running.tooltip = 'Close the query without fetching the rest of its rows';
      const label = 'The query stays open for its remaining rows. Press to close it.';
      this.running.accessibilityInformation = { label, role: 'button' };
      this.running.show();
      return;
    }
    this.running.tooltip = 'Cancel the running statement';
    const doing = work.stopped.aborted ? 'Cancelling' : work.editor ? 'Running' : 'Connecting';
    this.running.text = `$(sync~spin) ${doing} ${elapsedText(Date.now() - work.startedAt)} $(debug-stop)`;
    this.running.accessibilityInformation = { label: `${doing}. Press to cancel.`, role: 'button' };
    this.running.show();
  }

  private setRunning(running: boolean): void {
    if (running !== this.runningKey) {
      this.runningKey = running;
      setContextKey('lakehouse.running', running);
    }
  }

  private tick(on: boolean): void {
    if (on) {
      this.timer ??= setInterval(() => this.draw(), 1000);
    } else {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }
}
