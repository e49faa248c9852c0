import * as vscode from 'vscode';
import { CancelledError, isCancellation } from '../../../base/cancelSignal';

/** What runs in the terminal: it prints, and ends with dbt's exit code. */
export type TerminalWork = (print: (text: string) => void, signal: AbortSignal) => Promise<number>;

/** A terminal in which the commands of one project run, one after the other. Ctrl+C stops the one that runs. */
export class DbtTerminal implements vscode.Pseudoterminal, vscode.Disposable {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly ended = new vscode.EventEmitter<void>();
  private readonly terminal: vscode.Terminal;
  /** What was printed before VS Code was ready to show it. */
  private waiting: string[] | undefined = [];
  private running: AbortController | undefined;
  private closed = false;
  readonly onDidWrite = this.written.event;

  constructor(name: string) {
    this.terminal = vscode.window.createTerminal({
      name,
      pty: this,
      iconPath: new vscode.ThemeIcon('layers'),
    });
  }

  get isClosed(): boolean {
    return this.closed;
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /**
   * Runs work that begins with a line of what it is, and answers its exit code.
   * @throws CancelledError when it was stopped; what the work throws
   */
  async run(title: string, work: TerminalWork): Promise<number> {
    const stop = new AbortController();
    this.running = stop;
    this.terminal.show(true);
    this.print(`${bold(title)}\n`);
    try {
      return await work((text) => this.print(text), stop.signal);
    } catch (error) {
      this.print(isCancellation(error) ? 'Stopped.\n' : 'It could not be run.\n');
      throw error;
    } finally {
      this.running = undefined;
      this.print('\n');
      this.ended.fire();
    }
  }

  /** Stops what runs, and waits until it is gone. */
  async stop(): Promise<void> {
    if (this.running) {
      const over = new Promise<void>((resolve) => {
        const listening = this.ended.event(() => {
          listening.dispose();
          resolve();
        });
      });
      this.running.abort(new CancelledError());
      await over;
    }
  }

  open(): void {
    const waiting = this.waiting ?? [];
    this.waiting = undefined;
    waiting.forEach((text) => this.written.fire(text));
  }

  close(): void {
    this.closed = true;
    this.running?.abort(new CancelledError());
  }

  handleInput(data: string): void {
    if (data === interrupt) {
      this.running?.abort(new CancelledError());
    }
  }

  dispose(): void {
    this.close();
    this.terminal.dispose();
    this.written.dispose();
    this.ended.dispose();
  }

  private print(text: string): void {
    // A terminal goes down at a line feed, and to the left only at a carriage return.
    const lines = text.replace(/\r?\n/g, '\r\n');
    if (this.waiting) {
      this.waiting.push(lines);
    } else {
      this.written.fire(lines);
    }
  }
}

const interrupt = '\u0003';

function bold(text: string): string {
  const escape = '\u001b';
  return `${escape}[1m${text}${escape}[0m`;
}
