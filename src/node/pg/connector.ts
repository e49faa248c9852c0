import { type CancelSignal, isCancellation } from '../../base/cancelSignal';
import { ConnectError } from '../../core/connections/connectError';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import type { PasswordProvider } from '../../core/connections/passwordProvider';
import { sandboxCatalogReader } from '../../core/connections/sandbox';
import type { CatalogQuery } from '../../core/ports';
import { ConnectionLostError } from '../../core/sql/serverError';
import type { Connected, ConnectOptions } from './connect';
import { type Deadlines, defaultDeadlines } from './deadlines';
import type { Endpoint } from './dial';
import { onFreshLine } from './freshLine';
import { openBackend, type OpenBackend, type ProcessIdentity } from './openBackend';
import { PasswordCell } from './passwordCell';
import { PgDatabase } from './pgDatabase';
import { PgSession } from './pgSession';
import { applySessionSettings, takeRole } from './sessionSettings';
import { sharesServers } from './sharesServers';
import type { Sighting, Witness } from './statementWatch';

export interface ConnectorOptions extends Omit<ConnectOptions, 'signal'> {
  readonly deadlines?: Partial<Deadlines>;
}

/**
 * Opens sessions and catalog connections for one profile. The password is asked for once and kept in memory as long as
 * this lives.
 */
export class Connector {
  readonly deadlines: Deadlines;
  private readonly passwords: PasswordCell;
  private readonly witness: Witness;
  private pooler: Promise<boolean> | undefined;
  /** A line to each server of the hosts, by which the others are watched. */
  private readonly observers = new Map<string, Promise<PgDatabase>>();

  constructor(
    readonly profile: ConnectionProfile,
    provider: PasswordProvider,
    private readonly options: ConnectorOptions = {},
  ) {
    this.deadlines = { ...defaultDeadlines, ...options.deadlines };
    this.passwords = new PasswordCell(profile, provider);
    this.witness = {
      look: (identity) => this.look(identity),
      terminate: (identity) => this.terminate(identity),
      read: async (identity, query, signal) => (await this.observe(identity, signal)).read(query, signal),
    };
  }

  /**
   * A session of its own for an editor, with the settings of the profile; the caller owns it.
   * @throws ConnectError, CancelledError, ConnectionLostError
   */
  async openSession(signal: CancelSignal): Promise<PgSession> {
    const open = await this.prepared(signal, applySessionSettings);
    return new PgSession(open, { deadlines: this.deadlines, witness: this.witness });
  }

  /**
   * The catalog of the profile's database, connected; the caller owns it.
   * @throws ConnectError, CancelledError, ConnectionLostError
   */
  openDatabase(signal: CancelSignal): Promise<PgDatabase> {
    const open = (each: CancelSignal) => this.prepared(each, takeRole, this.catalogProfile);
    return PgDatabase.open(open, this.deadlines, signal);
  }

  /** A bare backend, for tests of the connection itself. @throws as `openSession` */
  openBackend(signal: CancelSignal, sameServer?: Endpoint, profile = this.profile): Promise<OpenBackend> {
    return openBackend(profile, this.passwords, {
      ...this.options,
      signal,
      sameServer,
      isTransactionPooler: (first) => this.isTransactionPooler(first, signal),
    });
  }

  /** Closes the line by which the others are watched. Sessions and databases belong to those who opened them. */
  async close(): Promise<void> {
    const observers = [...this.observers.values()];
    this.observers.clear();
    await Promise.all(observers.map(async (each) => (await each.catch(() => undefined))?.close()));
  }

  /** The sandbox lets a reader of the catalog take a turn without clearing away what an editor's session holds. */
  private get catalogProfile(): ConnectionProfile {
    return this.profile.sandbox ? { ...this.profile, applicationName: sandboxCatalogReader } : this.profile;
  }

  private async prepared(
    signal: CancelSignal,
    prepare: (open: OpenBackend, profile: ConnectionProfile) => Promise<void>,
    profile = this.profile,
  ): Promise<OpenBackend> {
    const open = await this.openBackend(signal, undefined, profile);
    await onFreshLine(open, signal, () => prepare(open, this.profile));
    return open;
  }

  /** Looks once; when it cannot look, it assumes what is safe for other clients. */
  private async isTransactionPooler(first: Connected, signal: CancelSignal): Promise<boolean> {
    try {
      return await (this.pooler ??= this.recognisePooler(first, signal));
    } catch (error) {
      this.pooler = undefined;
      if (isCancellation(error) || error instanceof ConnectionLostError) {
        throw error;
      }
      return true;
    }
  }

  /** Keeping a server process for each client, a pooler is as good as none. */
  private async recognisePooler(first: Connected, signal: CancelSignal): Promise<boolean> {
    const second = await openBackend(this.profile, this.passwords, {
      ...this.options,
      signal,
      sameServer: first.endpoint,
      isTransactionPooler: () => Promise.resolve(false),
    });
    try {
      return await sharesServers(first.backend, second.backend);
    } finally {
      await second.backend.close();
    }
  }

  /** A line that was kept from an earlier look may be cut as well, so its silence proves nothing yet. */
  private async look(identity: ProcessIdentity): Promise<Sighting> {
    const key = observerKey(identity.endpoint);
    const kept = this.observers.has(key);
    const sighting = await this.lookOnce(identity);
    if (sighting !== 'unreachable') {
      return sighting;
    }
    void this.dropObserver(key);
    return kept ? this.lookOnce(identity) : sighting;
  }

  private async lookOnce(identity: ProcessIdentity): Promise<Sighting> {
    const signal = AbortSignal.timeout(this.deadlines.probeAnswer);
    try {
      const [state] = await (await this.observe(identity, signal)).read(sightingQuery(identity), signal);
      return state ?? 'gone';
    } catch (error) {
      // An error of the server is an answer, too: it can be reached.
      return signal.aborted || isUnreachable(error) ? 'unreachable' : 'unknown';
    }
  }

  private async terminate(identity: ProcessIdentity): Promise<void> {
    const signal = AbortSignal.timeout(this.deadlines.probeAnswer);
    const observer = await this.observe(identity, signal);
    await observer.read(terminationQuery(identity), signal);
  }

  /** Must be on the very server that is watched: another one of the hosts knows nothing of its processes. */
  private async observe({ endpoint }: ProcessIdentity, signal: CancelSignal): Promise<PgDatabase> {
    const key = observerKey(endpoint);
    const open = (each: CancelSignal) => this.openBackend(each, endpoint);
    const observer = this.observers.get(key) ?? PgDatabase.open(open, this.deadlines, signal);
    this.observers.set(key, observer);
    try {
      return await observer;
    } catch (error) {
      this.observers.delete(key);
      throw error;
    }
  }

  private async dropObserver(key: string): Promise<void> {
    const observer = this.observers.get(key);
    this.observers.delete(key);
    await (await observer?.catch(() => undefined))?.close();
  }
}

function observerKey({ host, port, address }: Endpoint): string {
  return JSON.stringify([host, port, address]);
}

function isUnreachable(error: unknown): boolean {
  const silent = [
    'dns',
    'refused',
    'unreachable',
    'timeout',
    'closed',
    'sshUnreachable',
    'sshForward',
    'sshEnded',
  ];
  return error instanceof ConnectError ? silent.includes(error.kind) : error instanceof Error;
}

/** `extract(epoch …)` is compared as text: the same server prints the same time in the same way. */
const sameProcess =
  'FROM pg_catalog.pg_stat_activity a WHERE a.pid = $1::pg_catalog.int4' +
  ' AND ($2::pg_catalog.text IS NULL OR a.backend_start IS NULL' +
  ' OR extract(epoch FROM a.backend_start)::pg_catalog.text = $2::pg_catalog.text)';

/**
 * Between the end of a fetch and our next message a backend counts as active, waiting for the client; so the wait tells
 * more than the state. Both are hidden from a role that may not see them.
 */
function sightingQuery({ processId, startedAt }: ProcessIdentity): CatalogQuery<Sighting> {
  return {
    name: 'state of a backend',
    text: `SELECT a.wait_event_type = 'Client' OR a.state LIKE 'idle%' ${sameProcess}`,
    values: [processId, startedAt ?? null],
    row: ([waits]) => (waits === 't' ? 'idle' : 'working'),
  };
}

function terminationQuery({ processId, startedAt }: ProcessIdentity): CatalogQuery<boolean> {
  return {
    name: 'end a backend',
    text: `SELECT pg_catalog.pg_terminate_backend(a.pid) ${sameProcess}`,
    values: [processId, startedAt ?? null],
    row: ([done]) => done === 't',
  };
}
