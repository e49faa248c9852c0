import { neverCancelled } from '../../src/base/cancelSignal';
import { Emitter } from '../../src/base/emitter';
import type { ConnectionProfile } from '../../src/core/connections/connectionProfile';
import type { Database } from '../../src/core/ports';
import type { Session } from '../../src/core/query/session';
import { Connector } from '../../src/node/pg/connector';
import type { ConnectionService, ConnectionState } from '../../src/vscode/connections/connectionService';
import { passwords } from './sessions';

/** Connections of given profiles to real servers, without settings and secret storage. */
export class TestConnections implements ConnectionService {
  private readonly changed = new Emitter<void>();
  private readonly connectors: Connector[] = [];
  /** One for each profile and database, as in a window. */
  private readonly databases = new Map<string, ReturnType<Connector['openDatabase']>>();
  private closing: Promise<unknown> = Promise.resolve();
  readonly onDidChange = this.changed.event;
  readonly problems = [];
  /** Sessions opened so far. */
  opened = 0;

  constructor(
    public profiles: readonly ConnectionProfile[],
    private readonly password: string,
  ) {}

  profile(id: string): ConnectionProfile | undefined {
    return this.profiles.find((profile) => profile.id === id);
  }

  state(): ConnectionState {
    return { kind: 'connected' };
  }

  database(id: string, database?: string): Promise<Database> {
    const key = JSON.stringify([this.profile(id), database]);
    const opened = this.databases.get(key) ?? this.connector(id, database).openDatabase(neverCancelled);
    this.databases.set(key, opened);
    opened.catch(() => this.databases.delete(key));
    return opened;
  }

  async openSession(id: string, database?: string): Promise<Session> {
    const session = await this.connector(id, database).openSession(neverCancelled);
    this.opened++;
    return session;
  }

  /** One more connection, which counts as connected from now on. */
  add(profile: ConnectionProfile): void {
    this.profiles = [...this.profiles, profile];
    this.changed.fire();
  }

  /** Ends when the server has been told of everything, also by an earlier call. Sessions belong to their editors. */
  async disconnect(): Promise<void> {
    const databases = [...this.databases.values()];
    this.databases.clear();
    this.closing = Promise.all([
      this.closing,
      ...this.connectors.splice(0).map((connector) => connector.close()),
      ...databases.map(async (each) => (await each.catch(() => undefined))?.close()),
    ]);
    await this.closing;
  }

  disconnectAll(): Promise<void> {
    return this.disconnect();
  }

  dispose(): void {
    void this.disconnect();
    this.changed.dispose();
  }

  private connector(id: string, database: string | undefined): Connector {
    const profile = this.profile(id);
    if (!profile) {
      throw new Error(`There is no profile ${id}.`);
    }
    const connector = new Connector(
      { ...profile, ...(database === undefined ? {} : { database }) },
      passwords(this.password),
    );
    this.connectors.push(connector);
    return connector;
  }
}
