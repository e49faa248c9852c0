import { CancelledError, type CancelSignal, isCancellation } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { CatalogQuery, ServerInfo } from '../../core/ports';
import type {
  CancelOutcome,
  Session,
  StatementOutcome,
  StatementRequest,
  StatementSink,
  TransactionState,
} from '../../core/query/session';
import { localNotice } from '../../core/sql/serverError';
import { sendCancelRequest } from './cancelRequest';
import { checkLine } from './checkLine';
import type { Deadlines } from './deadlines';
import type { LoginMethod } from './login';
import { askParameterTypes } from './parameterTypes';
import { type OpenBackend, serverNow, setOnSession } from './openBackend';
import type { TlsReport } from './openLine';
import { StatementRun } from './statementRun';
import { StatementWatch, type Witness } from './statementWatch';
import { TypeNames } from './typeNames';

interface Running {
  readonly run: StatementRun;
  readonly settled: Promise<unknown>;
  cancelled?: Promise<CancelOutcome>;
}

/** What a session needs of the connection that opened it. */
export interface SessionServices {
  readonly deadlines: Deadlines;
  /** Sees the server by another line. */
  readonly witness: Witness;
}

/** A session on a real server. See the interface for the contract. */
export class PgSession implements Session {
  private readonly types = new TypeNames();
  private readonly encoding: string;
  private running: Running | undefined;
  /** A statement that waits to be sent, until the line is known to be there. */
  private preparing: { cancelled: boolean } | undefined;
  private cancelling: Promise<unknown> | undefined;

  readonly onDidChange: Session['onDidChange'];
  readonly onDidLose: Session['onDidLose'];
  readonly onDidNotify: Session['onDidNotify'];

  constructor(
    private readonly open: OpenBackend,
    private readonly services: SessionServices,
  ) {
    this.onDidChange = open.backend.onDidChange;
    this.onDidLose = open.backend.onDidLose;
    this.onDidNotify = open.backend.onDidNotify;
    this.encoding = open.backend.parameters.get('client_encoding') ?? 'UTF8';
  }

  get server(): ServerInfo {
    return serverNow(this.open);
  }

  get isOpen(): boolean {
    return this.open.backend.isOpen;
  }

  /** How the line is protected. */
  get tls(): TlsReport {
    return this.open.tls;
  }

  /** How the server let us in. */
  get loginMethod(): LoginMethod {
    return this.open.backend.method;
  }

  get transaction(): TransactionState {
    return this.open.backend.transaction;
  }

  get busy(): boolean {
    return this.preparing !== undefined || this.open.backend.busy;
  }

  /** What the server last reported of a setting that it reports at all, such as `TimeZone`. */
  parameter(name: string): string | undefined {
    return this.open.backend.parameters.get(name);
  }

  async execute(
    request: StatementRequest,
    sink: StatementSink,
    signal: CancelSignal,
  ): Promise<StatementOutcome> {
    signal.throwIfAborted();
    await this.prepare();
    signal.throwIfAborted();
    return this.run(request, sink, signal);
  }

  async parameterTypes(text: string): Promise<readonly number[]> {
    await this.prepare();
    return askParameterTypes(this.open.backend, text);
  }

  async readAboutBackend<Row>(
    query: (processId: number) => CatalogQuery<Row>,
    signal: CancelSignal,
  ): Promise<readonly Row[] | undefined> {
    const { server, identity, backend } = this.open;
    return server.transactionPooled || backend.takesTurns
      ? undefined
      : this.services.witness.read(identity, query(Number(identity.processId)), signal);
  }

  async cancel(): Promise<CancelOutcome> {
    const { running, preparing } = this;
    if (preparing) {
      preparing.cancelled = true;
      return { kind: 'notSent' };
    }
    // A signal and a caller that cancel the same statement send one request.
    return running ? (running.cancelled ??= this.cancelRunning(running)) : { kind: 'finishedFirst' };
  }

  async terminate(): Promise<void> {
    const { server, identity, backend } = this.open;
    if (!server.transactionPooled && !backend.takesTurns) {
      await this.services.witness.terminate(identity).catch(() => undefined);
    }
    backend.cut('You ended the session.');
  }

  /** A running statement is cancelled first: a server notices that its client has gone only when it is done. */
  async close(): Promise<void> {
    if (this.running) {
      await this.deliverCancel().catch(() => undefined);
    }
    await this.open.backend.close();
  }

  /** Waits until a statement may be sent. */
  private async prepare(): Promise<void> {
    if (this.busy) {
      throw new UserError('This session is still running another statement. Wait for it, or cancel it.');
    }
    const preparing = { cancelled: false };
    this.preparing = preparing;
    try {
      await this.cancelling;
      await checkLine(this.open.backend, this.services.deadlines);
    } finally {
      this.preparing = undefined;
    }
    if (preparing.cancelled) {
      throw new CancelledError('The statement was cancelled before it was sent.');
    }
  }

  private async cancelRunning(running: Running): Promise<CancelOutcome> {
    running.run.cancelAgain = () => void this.deliverCancel().catch(() => undefined);
    const delivered = this.deliverCancel().then(
      () => undefined,
      (error: unknown): CancelOutcome => ({ kind: 'notObeyed', reason: cancelFailure(error) }),
    );
    const ended = running.settled.then(
      (): CancelOutcome => ({ kind: 'finishedFirst' }),
      (error: unknown): CancelOutcome => ({ kind: isCancellation(error) ? 'cancelled' : 'finishedFirst' }),
    );
    const refused = await Promise.race([ended.then(() => undefined), delivered]);
    if (refused) {
      return refused;
    }
    const again = this.repeatCancel(firstRepeat);
    return orAfter(ended, this.services.deadlines.cancelObeyed).finally(() => again.stop());
  }

  private async run(
    request: StatementRequest,
    sink: StatementSink,
    signal: CancelSignal,
  ): Promise<StatementOutcome> {
    const { backend } = this.open;
    const stop = () => void (backend.takesTurns || this.deliverCancel().catch(() => undefined));
    const run = new StatementRun(backend, request, sink, { types: this.types, stop });
    const settled = run.start();
    // Another line could not look while this one has its turn; a process on this machine that ends closes its lines.
    const watch = backend.takesTurns
      ? undefined
      : new StatementWatch(this.open, this.services.witness, this.services.deadlines, () => run.isHeld);
    const abort = () => void this.cancel();
    this.running = { run, settled };
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await settled;
    } finally {
      this.running = undefined;
      watch?.dispose();
      signal.removeEventListener('abort', abort);
      await this.keepEncoding(sink);
    }
  }

  /**
   * The editor's text is sent as UTF-8. With another client_encoding the server would take it for something else and
   * store it garbled, so a SET of it is undone. (A failed transaction undoes it by itself.)
   */
  private async keepEncoding(sink: StatementSink): Promise<void> {
    const { backend } = this.open;
    const now = backend.parameters.get('client_encoding') ?? this.encoding;
    if (now === this.encoding || backend.transaction === 'failed' || !backend.isOpen) {
      return;
    }
    const restored = await setOnSession(backend, { client_encoding: this.encoding }).then(
      () => true,
      () => false,
    );
    if (!restored) {
      return;
    }
    sink.notice(
      localNotice(
        'WARNING',
        '01000',
        `client_encoding stays ${this.encoding}: with ${now} your text would be stored garbled.`,
      ),
    );
  }

  /**
   * A server forgets a request that reaches it while it reads a message, such as between Parse and Execute; so the
   * statement that still runs is cancelled again, ever more slowly.
   */
  private repeatCancel(milliseconds: number): { readonly stop: () => void } {
    let next: { readonly stop: () => void } | undefined;
    const timer = setTimeout(() => {
      void this.deliverCancel().catch(() => undefined);
      next = this.repeatCancel(2 * milliseconds);
    }, milliseconds);
    return {
      stop: () => {
        clearTimeout(timer);
        next?.stop();
      },
    };
  }

  /** The next statement waits for this, so that the request cannot hit it. */
  private deliverCancel(): Promise<void> {
    const sent = sendCancelRequest(this.open, this.services.deadlines.cancelObeyed);
    const settled = sent.catch(() => undefined);
    this.cancelling = Promise.all([this.cancelling, settled]);
    return sent;
  }
}

/** Milliseconds after which a statement that still runs is cancelled again. */
const firstRepeat = 80;

function cancelFailure(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `The request to cancel could not be delivered: ${why}`;
}

function orAfter(ended: Promise<CancelOutcome>, milliseconds: number): Promise<CancelOutcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CancelOutcome>((resolve) => {
    const reason = `The server has not stopped the statement within ${milliseconds / 1000} s.`;
    timer = setTimeout(() => resolve({ kind: 'notObeyed', reason }), milliseconds);
  });
  return Promise.race([ended, late]).finally(() => clearTimeout(timer));
}
