import * as vscode from 'vscode';
import { isCancellation } from '../base/cancelSignal';
import { UserError } from '../base/userError';
import { ConnectionLostError, ServerError } from '../core/sql/serverError';
import type { WireError } from '../protocol/rpc';
import type { CommandId } from './commands';
import { showError } from './notices';

/** A command may receive anything: other extensions and keybindings call it too. */
export type CommandHandler = (...args: readonly unknown[]) => void | Promise<void>;

/**
 * The one error funnel. Every command, RPC handler, tree and language provider runs through it, so that each failure is
 * shown once, in one voice, and the unexpected ones are logged with their stack.
 */
export class Runner {
  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** Registers a command whose failures are shown to the user. */
  command(id: CommandId, handler: CommandHandler): vscode.Disposable {
    return vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
      await this.attempt(id, () => handler(...args));
    });
  }

  /** Runs work, shows what failed, and answers undefined then. Silent when the user cancelled. */
  async attempt<T>(what: string, work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.show(error, what);
      return undefined;
    }
  }

  /** Like `attempt`, for providers that must stay quiet: only the log hears of a failure. */
  async quietly<T>(what: string, fallback: T, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.describe(error, what);
      return fallback;
    }
  }

  /** The sentence for the user; anything unexpected is logged on the way. */
  describe(error: unknown, what: string): string {
    if (error instanceof UserError || error instanceof ConnectionLostError) {
      this.log.info(`${what}: ${error.message}`);
      return error.message;
    }
    if (error instanceof ServerError) {
      this.log.info(`${what}: ${error.code} ${error.message}`);
      return serverErrorSentence(error);
    }
    this.log.error(`${what}:`, error instanceof Error ? error : String(error));
    return 'Something went wrong in Lakehouse Postgres. The log has the details.';
  }

  /** What a webview may know of a failure. */
  readonly toWire = (error: unknown, method: string): WireError =>
    isCancellation(error)
      ? { message: 'Cancelled.', cancelled: true }
      : { message: this.describe(error, method), cancelled: false };

  private show(error: unknown, what: string): void {
    if (isCancellation(error)) {
      return;
    }
    const message = this.describe(error, what);
    const action = error instanceof UserError ? error.action : logAction(error);
    void offer(message, action);
  }
}

function logAction(error: unknown): UserError['action'] {
  const expected =
    error instanceof UserError || error instanceof ServerError || error instanceof ConnectionLostError;
  return expected ? undefined : { title: 'Show Log', command: 'lakehouse.showLog' };
}

async function offer(message: string, action: UserError['action']): Promise<void> {
  const chosen = await showError(message, ...(action ? [action.title] : []));
  if (action && chosen === action.title) {
    await vscode.commands.executeCommand(action.command, ...(action.args ?? []));
  }
}

/** PostgreSQL's own words, with detail, hint and code, as one text. */
export function serverErrorSentence(error: ServerError): string {
  const { message, detail, hint, code } = error.fields;
  return [`${message} (${code})`, detail, hint].filter((part) => part !== undefined).join('\n');
}
