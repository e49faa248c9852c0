import { type CancelSignal, neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { SqlParser } from '../sql/parser';
import { ConnectionLostError } from '../sql/serverError';
import { checkReadOnly, type ReadForm } from './readOnlyGuard';
import type { RowSink, Session, StatementOutcome, StatementRequest, StatementSink } from './session';

/**
 * Runs statements on a session that must not write. Three layers, because each alone has holes:
 * 1. the guard refuses whatever is not known to read;
 * 2. the statement runs alone in a READ ONLY transaction that has taken its snapshot (so that it cannot be made READ
 *    WRITE any more) and always ends in ROLLBACK, never in COMMIT;
 * 3. the session's default is read-only, except behind a pooler, where a SET would reach somebody else's session.
 *
 * A cursor lives in a transaction, so DECLARE keeps ours open until its last cursor is closed, or `end`. Meanwhile
 * every statement runs in a savepoint, so that a mistake does not take the cursors away.
 */
export class ReadOnlyRun {
  private readonly cursors = new Set<string>();
  private hasDefault = false;
  private running = false;
  private isLost = false;

  constructor(
    private readonly session: Session,
    private readonly parser: SqlParser,
  ) {
    session.onDidLose(() => {
      this.isLost = true;
      this.cursors.clear();
    });
  }

  /** The open cursors. While there are any, our READ ONLY transaction is open on the server. */
  get openCursors(): readonly string[] {
    return [...this.cursors];
  }

  /**
   * Runs one statement, as `Session.execute` does.
   * @throws UserError with the reason when the guard refuses; nothing was sent then. Otherwise as `Session.execute`.
   */
  async run(request: StatementRequest, sink: StatementSink, signal: CancelSignal): Promise<StatementOutcome> {
    const verdict = await checkReadOnly(this.parser, request.text);
    if (!verdict.allowed) {
      throw new UserError(readOnlyRefusal(verdict.reason));
    }
    signal.throwIfAborted();
    const execute = () => this.session.execute(request, sink, signal);
    return this.exclusively(() => this.runAllowed(verdict.form, execute));
  }

  /** Ends our transaction, and with it the open cursors. Call it before the session is used in another way. */
  async end(): Promise<void> {
    await this.exclusively(() => this.rollback());
  }

  /** Gives the session its own default back, for when the user lifts read-only: `end` included. */
  async lift(): Promise<void> {
    await this.exclusively(async () => {
      await this.rollback();
      if (this.hasDefault) {
        await this.control('RESET default_transaction_read_only');
        this.hasDefault = false;
      }
    });
  }

  private async runAllowed(form: ReadForm, execute: Execute): Promise<StatementOutcome> {
    if (this.session.transaction !== 'idle' && this.cursors.size === 0 && !this.isLost) {
      throw new UserError(
        'A transaction is open in this session that was not begun read-only. Commit it or roll it back first.',
      );
    }
    if (!this.hasDefault && !this.session.server.transactionPooled && this.cursors.size === 0) {
      await this.control('SET default_transaction_read_only = on');
      this.hasDefault = true;
    }
    if (form.kind === 'set') {
      return this.set(execute);
    }
    return this.cursors.size > 0 ? this.amongCursors(form, execute) : this.alone(form, execute);
  }

  private async set(execute: Execute): Promise<StatementOutcome> {
    if (this.session.server.transactionPooled) {
      throw new UserError(
        'Behind a connection pooler in transaction mode a SET would reach the session of somebody else. Nothing was sent.',
      );
    }
    if (this.cursors.size > 0) {
      throw new UserError('A SET would be undone when the open cursors are closed. Run CLOSE ALL first.');
    }
    return execute();
  }

  private async alone(form: ReadForm, execute: Execute): Promise<StatementOutcome> {
    try {
      await this.control('BEGIN READ ONLY');
      // Takes the snapshot, and makes the server read literals as the parser of the guard did.
      await this.control("SELECT pg_catalog.set_config('standard_conforming_strings', 'on', true)");
      const outcome = await execute();
      if (form.kind === 'declare') {
        this.cursors.add(form.cursor);
      }
      return outcome;
    } finally {
      if (this.cursors.size === 0) {
        await this.rollback();
      }
    }
  }

  private async amongCursors(form: ReadForm, execute: Execute): Promise<StatementOutcome> {
    let keep = false;
    try {
      await this.control('SAVEPOINT lakehouse_statement');
      const outcome = await execute();
      keep = form.kind !== 'read';
      this.note(form);
      return outcome;
    } finally {
      await this.leaveSavepoint(keep);
    }
  }

  private note(form: ReadForm): void {
    if (form.kind === 'declare') {
      this.cursors.add(form.cursor);
    } else if (form.kind === 'close') {
      const closed = form.cursor === undefined ? [...this.cursors] : [form.cursor];
      closed.forEach((cursor) => this.cursors.delete(cursor));
    }
  }

  /** A cursor declared in a savepoint that is rolled back would go with it. */
  private async leaveSavepoint(keep: boolean): Promise<void> {
    if (this.cursors.size === 0) {
      await this.rollback();
      return;
    }
    if (!keep) {
      await this.control('ROLLBACK TO SAVEPOINT lakehouse_statement');
    }
    await this.control('RELEASE SAVEPOINT lakehouse_statement');
  }

  /**
   * Invariant: after every run without open cursors no transaction of ours is left. When the line is lost there is
   * none: the server rolled it back.
   */
  private async rollback(): Promise<void> {
    this.cursors.clear();
    try {
      if (this.session.transaction !== 'idle' && !this.isLost) {
        await this.control('ROLLBACK');
      }
    } catch (error) {
      if (!(error instanceof ConnectionLostError)) {
        await this.session.terminate();
        throw error;
      }
    }
  }

  private async control(text: string): Promise<void> {
    await this.session.execute({ text, maxRows: 1 }, ignoreRows, neverCancelled);
  }

  private async exclusively<T>(work: () => Promise<T>): Promise<T> {
    if (this.running) {
      throw new UserError('Another statement is running in this session. Wait for it or cancel it.');
    }
    this.running = true;
    try {
      return await work();
    } finally {
      this.running = false;
    }
  }
}

/** The whole sentence for a refused statement. */
export function readOnlyRefusal(reason: string): string {
  return `This connection is read-only, and nothing was sent. ${reason}`;
}

type Execute = () => Promise<StatementOutcome>;

const ignoreRows: RowSink = {
  columns: () => undefined,
  rows: () => undefined,
  notice: () => undefined,
};
