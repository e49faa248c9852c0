import type { CancelSignal } from '../../base/cancelSignal';
import { untilAborted } from '../../base/untilAborted';
import type { CatalogQuery, Cell, ServerInfo } from '../../core/ports';
import { sendCancelRequest } from './cancelRequest';
import { checkLine } from './checkLine';
import type { Deadlines } from './deadlines';
import { fetchRows } from './fetchRows';
import { onFreshLine } from './freshLine';
import { type OpenBackend, serverNow, setOnSession } from './openBackend';

type Rows = readonly (readonly Cell[])[];

/** One catalog connection: an empty search path, read-only, with a time limit, one read at a time. */
export class CatalogLine {
  private idleTimer: NodeJS.Timeout | undefined;
  /** A CancelRequest under way: the next read waits for it, so that it cannot be hit. */
  private stopping: Promise<void> = Promise.resolve();

  /** @throws as `open` does */
  static async open(
    open: (signal: CancelSignal) => Promise<OpenBackend>,
    deadlines: Deadlines,
    signal: CancelSignal,
  ): Promise<CatalogLine> {
    const opened = await open(signal);
    const line = new CatalogLine(opened, deadlines);
    if (!opened.server.transactionPooled) {
      await onFreshLine(opened, signal, () => setOnSession(opened.backend, line.settings));
    }
    return line;
  }

  private constructor(
    private readonly opened: OpenBackend,
    private readonly deadlines: Deadlines,
  ) {}

  get server(): ServerInfo {
    return serverNow(this.opened);
  }

  get isOpen(): boolean {
    return this.opened.backend.isOpen;
  }

  /**
   * Reads, and calls `free` when the line can be used again or is lost. After an abort the promise rejects at once, and
   * the line becomes free when the server has obeyed; a server that does not is left.
   */
  read(query: CatalogQuery<unknown>, signal: CancelSignal, free: () => void): Promise<Rows> {
    const { backend } = this.opened;
    const { catalogStatement, cancelObeyed } = this.deadlines;
    const limit = setTimeout(
      () => backend.cut('The server did not answer a catalog query in time.'),
      catalogStatement + cancelObeyed,
    );
    const rows = this.run(query).finally(() => {
      clearTimeout(limit);
      void this.stopping.then(free);
    });
    return untilAborted(rows, signal, () => this.stop(rows));
  }

  /** The line is in use. */
  keep(): void {
    clearTimeout(this.idleTimer);
  }

  closeWhenIdle(closed: () => void): void {
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => {
      closed();
      void this.opened.backend.close();
    }, this.deadlines.catalogIdle);
    // An idle line must not keep a process alive that has nothing else to do.
    this.idleTimer.unref();
  }

  async close(): Promise<void> {
    clearTimeout(this.idleTimer);
    if (this.opened.backend.busy && !this.opened.backend.takesTurns) {
      await sendCancelRequest(this.opened, this.deadlines.cancelObeyed).catch(() => undefined);
    }
    await this.opened.backend.close();
  }

  private get settings(): Record<string, string> {
    return {
      search_path: '',
      default_transaction_read_only: 'on',
      // Compiling a catalog query takes longer than running it.
      jit: 'off',
      statement_timeout: `${this.deadlines.catalogStatement}ms`,
    };
  }

  private async run(query: CatalogQuery<unknown>): Promise<Rows> {
    const { backend, server } = this.opened;
    await checkLine(backend, this.deadlines);
    const { limits } = query;
    if (!server.transactionPooled && limits === undefined) {
      return fetchRows(backend, query.text, query.values);
    }
    await fetchRows(backend, 'BEGIN READ ONLY');
    try {
      const local = Object.entries({
        search_path: '',
        statement_timeout: `${limits?.statement ?? this.deadlines.catalogStatement}ms`,
        ...(limits && { lock_timeout: `${limits.lock}ms` }),
      });
      const calls = local.map(
        (_, index) => `pg_catalog.set_config($${index * 2 + 1}, $${index * 2 + 2}, true)`,
      );
      await fetchRows(backend, `SELECT ${calls.join(', ')}`, local.flat());
      return await fetchRows(backend, query.text, query.values);
    } finally {
      await fetchRows(backend, 'ROLLBACK').catch(() => undefined);
    }
  }

  private stop(rows: Promise<Rows>): void {
    const { backend } = this.opened;
    const { cancelObeyed } = this.deadlines;
    const giveUp = setTimeout(() => backend.cut('The server did not stop a catalog query.'), cancelObeyed);
    rows.catch(() => undefined).finally(() => clearTimeout(giveUp));
    // Stopping the sandbox would cost every other client more than a read that nobody wants any more.
    this.stopping = backend.takesTurns
      ? rows.then(
          () => undefined,
          () => undefined,
        )
      : sendCancelRequest(this.opened, cancelObeyed).catch(() => undefined);
  }
}
