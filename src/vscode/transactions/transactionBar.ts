import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { CommandId } from '../commands';
import { setContextKey } from '../contextKeys';
import type { EditorSessions } from '../query/editorSessions';
import { isSqlDocument } from '../query/sqlDocuments';
import type { CommitModes } from './commitModes';
import { modeTexts, transactionTexts } from './transactionTexts';

/** Shows the commit mode of the active editor, and its open transaction with the buttons that end it. */
export class TransactionBar implements Disposable {
  private readonly store = new DisposableStore();
  private readonly mode = this.item('commitMode', 'Lakehouse Commit Mode', 102.9);
  private readonly transaction = this.item('transaction', 'Lakehouse Transaction', 102.8);
  private readonly commit = this.item('commit', 'Lakehouse Commit', 102.7);
  private readonly rollback = this.item('rollback', 'Lakehouse Roll Back', 102.6);
  private timer: NodeJS.Timeout | undefined;
  private pending: NodeJS.Timeout | undefined;
  private openKey: boolean | undefined;

  constructor(
    private readonly modes: CommitModes,
    private readonly sessions: EditorSessions,
  ) {
    this.mode.command = 'lakehouse.query.toggleCommitMode' satisfies CommandId;
    button(this.commit, '$(check) Commit', 'lakehouse.query.commit');
    button(this.rollback, '$(discard) Roll Back', 'lakehouse.query.rollback');
    const draw = () => this.drawSoon();
    this.store.add(vscode.window.onDidChangeActiveTextEditor(draw));
    this.store.add(vscode.workspace.onDidOpenTextDocument(draw));
    this.store.add(vscode.workspace.onDidChangeConfiguration(draw));
    this.store.add(sessions.onDidChange(draw));
    this.store.add(modes.onDidChange(draw));
    this.draw();
  }

  dispose(): void {
    clearInterval(this.timer);
    clearTimeout(this.pending);
    this.store.dispose();
  }

  private item(id: string, name: string, priority: number): vscode.StatusBarItem {
    const left = vscode.StatusBarAlignment.Left;
    const item = vscode.window.createStatusBarItem(`lakehouse.${id}`, left, priority);
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
    const uri = document && isSqlDocument(document) ? document.uri : undefined;
    this.drawMode(uri);
    this.drawTransaction(uri);
  }

  private drawMode(uri: vscode.Uri | undefined): void {
    if (!uri) {
      this.mode.hide();
      return;
    }
    const { text, tooltip } = modeTexts(this.modes.of(uri), this.sessions.of(uri));
    this.mode.text = text;
    this.mode.tooltip = tooltip;
    this.mode.accessibilityInformation = { label: `Commit mode: ${text}. ${tooltip}`, role: 'button' };
    this.mode.show();
  }

  private drawTransaction(uri: vscode.Uri | undefined): void {
    const look = uri && transactionTexts(this.sessions.of(uri), Date.now());
    this.tick(look !== undefined);
    if (!look) {
      [this.transaction, this.commit, this.rollback].forEach((item) => item.hide());
      return;
    }
    const { text, tooltip, failed } = look;
    this.transaction.text = `$(${failed ? 'error' : 'git-commit'}) ${text}`;
    this.transaction.tooltip = tooltip;
    this.transaction.backgroundColor = new vscode.ThemeColor(
      failed ? 'statusBarItem.errorBackground' : 'statusBarItem.warningBackground',
    );
    this.transaction.show();
    this.rollback.show();
    if (failed) {
      this.commit.hide();
    } else {
      this.commit.show();
    }
  }

  private tick(open: boolean): void {
    if (open !== this.openKey) {
      this.openKey = open;
      setContextKey('lakehouse.inTransaction', open);
    }
    if (open) {
      this.timer ??= setInterval(() => this.draw(), 1000);
    } else {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }
}

/** Milliseconds that changes are gathered before they are drawn. */
const drawDelay = 50;

function button(item: vscode.StatusBarItem, text: string, command: CommandId): void {
  item.text = text;
  item.command = command;
  item.tooltip =
    command === 'lakehouse.query.commit' ? 'Commit the transaction' : 'Roll the transaction back';
}
