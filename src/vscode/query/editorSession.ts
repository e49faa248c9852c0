import type { Disposable } from '../../base/disposable';
import { DisposableStore } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { type CancelSignal, neverCancelled } from '../../base/cancelSignal';
import type { ReadOnlyRun } from '../../core/query/readOnlyRun';
import type { Execute } from '../../core/query/runStatements';
import type { RowSink, Session } from '../../core/query/session';
import type { SqlParser } from '../../core/sql/parser';
import type { Binding } from './connectionBindings';

/** The one backend session of an editor, and what was decided for it. */
export class EditorSession implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private writesAllowed = false;
  private lostSentence: string | undefined;
  private currentRole: string;
  private wasInTransaction = false;
  private transactionLost = false;
  private since: number | undefined;
  private guarded: ReadOnlyRun | undefined;
  /** Something was run that a new session would not know of: a setting, a temporary table, a lock. */
  hasTraces = false;
  /** The role through whose eyes the next statements look. */
  asRole: string | undefined;
  private asks = true;
  /** The open transaction is one of ours around a statement, which is rolled back. */
  private isEnclosed = false;
  readonly onDidChange = this.changed.event;
  private readonly transactionEnded = this.store.add(new Emitter<void>());
  /** Fires once, when the session is lost with the user's open transaction in it. */
  readonly onDidLoseTransaction = this.transactionEnded.event;

  constructor(
    readonly session: Session,
    readonly profile: ConnectionProfile,
    readonly binding: Binding,
  ) {
    this.currentRole = profile.role ?? session.server.user;
    this.store.add(session.onDidChange(() => this.noteTransaction()));
    this.store.add(session.onDidLose((sentence) => this.lose(sentence)));
  }

  /** The sentence of the loss; the session is dead then. */
  get lost(): string | undefined {
    return this.lostSentence;
  }

  /** Statements that may write are refused. */
  get readOnly(): boolean {
    return this.profile.readOnly && !this.writesAllowed;
  }

  /** A run that may write is asked about: on production, until the user wants no more questions. */
  get asksAboutWrites(): boolean {
    return this.asks && this.profile.environment === 'production' && !this.readOnly;
  }

  set asksAboutWrites(asks: boolean) {
    this.asks = asks;
  }

  /** `current_user`, as far as it is known. */
  get role(): string {
    return this.currentRole;
  }

  set role(role: string) {
    if (role !== this.currentRole) {
      this.currentRole = role;
      this.changed.fire();
    }
  }

  /** The user's own transaction is open; those around each statement of a read-only session are not meant. */
  get inTransaction(): boolean {
    return this.lostSentence === undefined && this.hasTransaction();
  }

  /** When the open transaction of the user began, in the time of `Date.now()`. */
  get transactionSince(): number | undefined {
    return this.since;
  }

  /** The loss took an open transaction with it. */
  get lostTransaction(): boolean {
    return this.transactionLost;
  }

  /**
   * How statements reach the server: on a read-only session guarded and rolled back. After an abort of the signal
   * nothing further is sent.
   */
  async executor(parser: () => Promise<SqlParser>, signal: CancelSignal = neverCancelled): Promise<Execute> {
    if (!this.readOnly) {
      return (request, sink) => this.session.execute(request, sink, signal);
    }
    const { ReadOnlyRun } = await import('../../core/query/readOnlyRun');
    const guarded = (this.guarded ??= new ReadOnlyRun(this.session, await parser()));
    return (request, sink) => guarded.run(request, sink, signal);
  }

  /**
   * Lifts read-only, for this session only: it ends with it and is never stored.
   * @throws as `Session.execute`
   */
  async allowWrites(): Promise<void> {
    await this.guarded?.lift();
    if (!this.session.server.transactionPooled) {
      const text = 'SET default_transaction_read_only = off';
      await this.session.execute({ text, maxRows: 1 }, ignoreRows, neverCancelled);
    }
    this.writesAllowed = true;
    // One question is enough: this one named the connection and what it is.
    this.asks = false;
    this.changed.fire();
  }

  /** Does something in a transaction of ours, which is not shown as the user's; in the user's own, it is only done. */
  async enclosed<T>(work: () => Promise<T>): Promise<T> {
    this.isEnclosed = this.session.transaction === 'idle';
    try {
      return await work();
    } finally {
      this.isEnclosed = false;
      this.changed.fire();
    }
  }

  /** The session is of no use any more. */
  lose(sentence: string): void {
    if (this.lostSentence !== undefined) {
      return;
    }
    this.lostSentence = sentence;
    this.transactionLost = this.wasInTransaction;
    this.changed.fire();
    if (this.transactionLost) {
      this.transactionEnded.fire();
    }
  }

  dispose(): void {
    this.store.dispose();
  }

  private noteTransaction(): void {
    if (this.lostSentence === undefined) {
      this.wasInTransaction = this.hasTransaction();
      this.since = this.wasInTransaction ? (this.since ?? Date.now()) : undefined;
    }
    this.changed.fire();
  }

  private hasTransaction(): boolean {
    return !this.readOnly && !this.isEnclosed && this.session.transaction !== 'idle';
  }
}

const ignoreRows: RowSink = {
  columns: () => undefined,
  rows: () => undefined,
  notice: () => undefined,
};
