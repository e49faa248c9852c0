import * as vscode from 'vscode';
import { CancelledError, isCancellation } from '../../base/cancelSignal';
import { DisposableStore } from '../../base/disposable';
import { UserError } from '../../base/userError';
import { ConnectError } from '../../core/connections/connectError';
import { type ConnectionProfile, sameLine } from '../../core/connections/connectionProfile';
import type { ProfileProblem } from '../../core/connections/readProfiles';
import type { Database, ServerInfo } from '../../core/ports';
import type { Session } from '../../core/query/session';
import type { Connector } from '../../node/pg/connector';
import type { PgDatabase } from '../../node/pg/pgDatabase';
import type { PgSession } from '../../node/pg/pgSession';
import { onDidChangeSetting } from '../settings';
import type { BuiltInConnections } from './builtInConnections';
import type {
  ConnectedDatabase,
  ConnectedDatabases,
  ConnectionService,
  ConnectionState,
} from './connectionService';
import type { LoginPasswords } from './loginPasswords';
import type { PasswordVault } from './passwordVault';
import { loadProfiles } from './profileSettings';

/** What is open of one connection. */
interface OpenConnection {
  /** By the name of the database, as each needs lines of its own. */
  readonly connectors: Map<string, Promise<Connector>>;
  readonly databases: Map<string, Promise<PgDatabase>>;
  readonly sessions: Set<PgSession>;
  /** Ends the logins under way when the user disconnects. */
  readonly logins: AbortController;
  state: ConnectionState;
  /** What was opened last, by which the server is known. */
  seen: { readonly server: ServerInfo } | undefined;
}

export interface ConnectionsOptions {
  readonly builtIn?: BuiltInConnections;
  readonly vault: PasswordVault;
  readonly passwords: LoginPasswords;
}

/** Opens connections on demand and knows what is open. */
export class Connections implements ConnectionService, ConnectedDatabases {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new vscode.EventEmitter<void>());
  private readonly open = new Map<string, OpenConnection>();
  private loaded = loadProfiles();
  readonly onDidChange = this.changed.event;

  constructor(private readonly options: ConnectionsOptions) {
    this.owned.add(onDidChangeSetting(['lakehouse.connections'], () => this.reload()));
    const { builtIn } = options;
    if (builtIn) {
      this.owned.add(builtIn.onDidChange(() => this.changed.fire()));
    }
    this.owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.reload()));
    this.owned.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.reload()));
  }

  get profiles(): readonly ConnectionProfile[] {
    const builtIn = this.options.builtIn?.profiles ?? [];
    return builtIn.length === 0 ? this.loaded.value : [...builtIn, ...this.loaded.value];
  }

  get problems(): readonly ProfileProblem[] {
    return this.loaded.problems;
  }

  profile(id: string): ConnectionProfile | undefined {
    return this.profiles.find((profile) => profile.id === id);
  }

  state(id: string): ConnectionState {
    const connection = this.open.get(id);
    const state = connection?.state ?? { kind: 'disconnected' };
    // A replica can be promoted while it is connected.
    return state.kind === 'connected' ? { ...state, server: connection?.seen?.server } : state;
  }

  async database(id: string, name?: string): Promise<Database> {
    const profile = this.required(id, name);
    const { databases } = this.opened(id);
    const existing = databases.get(profile.database);
    if (existing) {
      return existing;
    }
    const opening = this.logIn(profile, (connector, signal) => connector.openDatabase(signal));
    databases.set(profile.database, opening);
    opening.catch(() => databases.delete(profile.database));
    return opening;
  }

  async connectedDatabases(): Promise<readonly ConnectedDatabase[]> {
    const found: ConnectedDatabase[] = [];
    for (const profile of this.profiles) {
      for (const [name, opening] of this.open.get(profile.id)?.databases ?? []) {
        // One that cannot be opened has said so where it was asked for.
        const database = await opening.catch(() => undefined);
        if (database) {
          found.push({ profile, name: name === profile.database ? undefined : name, database });
        }
      }
    }
    return found;
  }

  async openSession(id: string, name?: string): Promise<Session> {
    const profile = this.required(id, name);
    const { sessions } = this.opened(id);
    return this.logIn(profile, async (connector, signal) => {
      const session = await connector.openSession(signal);
      sessions.add(session);
      let { inRecovery } = session.server;
      session.onDidChange(() => {
        if (!session.isOpen) {
          sessions.delete(session);
        } else if (session.server.inRecovery !== inRecovery) {
          ({ inRecovery } = session.server);
          this.promoted(id, session);
        }
      });
      return session;
    });
  }

  async disconnect(id: string): Promise<void> {
    const connection = this.open.get(id);
    this.open.delete(id);
    const profile = this.profile(id);
    if (profile) {
      this.options.vault.forgetSession(profile);
    }
    this.changed.fire();
    if (connection) {
      await closeAll(connection);
    }
  }

  async disconnectAll(): Promise<void> {
    await Promise.all([...this.open.keys()].map((id) => this.disconnect(id)));
  }

  dispose(): void {
    for (const id of [...this.open.keys()]) {
      void this.disconnect(id);
    }
    this.owned.dispose();
  }

  private required(id: string, database?: string): ConnectionProfile {
    const profile = this.profile(id);
    if (!profile) {
      throw new UserError('This connection is no longer in the settings. Choose another one.', {
        action: { title: 'Add Connection', command: 'lakehouse.connections.add' },
      });
    }
    return database === undefined ? profile : { ...profile, database };
  }

  private opened(id: string): OpenConnection {
    const existing = this.open.get(id);
    if (existing) {
      return existing;
    }
    const created: OpenConnection = {
      connectors: new Map(),
      databases: new Map(),
      sessions: new Set(),
      logins: new AbortController(),
      state: { kind: 'disconnected' },
      seen: undefined,
    };
    this.open.set(id, created);
    return created;
  }

  /** Runs one login: asks for consent, shows the state in the tree, and keeps the password when it worked. */
  private async logIn<T extends { close(): Promise<void>; readonly server: ServerInfo }>(
    profile: ConnectionProfile,
    work: (connector: Connector, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const connection = this.opened(profile.id);
    const { signal } = connection.logins;
    const { vault, passwords } = this.options;
    const login = passwords.begin(profile);
    let result: T | undefined;
    if (connection.state.kind !== 'connected') {
      this.setState(connection, { kind: 'connecting' });
    }
    try {
      await vault.confirmHost(profile);
      signal.throwIfAborted();
      result = await work(await this.connector(connection, profile, signal), signal);
      await passwords.accepted(profile);
      // The user disconnected in the last moment: who disconnects does not know of this line yet.
      signal.throwIfAborted();
      connection.seen = result;
      this.setState(connection, { kind: 'connected' });
      return result;
    } catch (error) {
      await result?.close();
      // Another login may have succeeded meanwhile.
      if (connection.state.kind !== 'connected') {
        this.setState(connection, failedState(error));
      }
      throw error;
    } finally {
      login.dispose();
    }
  }

  private async connector(
    { connectors }: OpenConnection,
    configured: ConnectionProfile,
    signal: AbortSignal,
  ): Promise<Connector> {
    const { builtIn, passwords: asked } = this.options;
    const { profile, passwords } =
      configured.sandbox && builtIn
        ? await builtIn.prepare(configured, signal)
        : { profile: configured, passwords: asked };
    // The sandbox is somewhere else whenever it was started.
    const key = profile.sandbox ? `${profile.host}:${String(profile.port)}` : profile.database;
    const existing = connectors.get(key);
    if (existing) {
      return existing;
    }
    const created = import('../../node/pg/connector').then(
      ({ Connector: Loaded }) => new Loaded(profile, passwords, { gateway: asked.gateway }),
    );
    connectors.set(key, created);
    return created;
  }

  /** The server of a session was promoted; the catalog learns of it by its next lines. */
  private promoted(id: string, session: PgSession): void {
    const connection = this.open.get(id);
    if (connection) {
      connection.seen = session;
      this.changed.fire();
    }
  }

  private setState(connection: OpenConnection, state: ConnectionState): void {
    connection.state = state;
    this.changed.fire();
  }

  /** Reads the settings again. What was opened with an entry that changed or went is closed. */
  private reload(): void {
    const before = this.loaded.value;
    this.loaded = loadProfiles();
    for (const old of before) {
      const now = this.profile(old.id);
      if (this.open.has(old.id) && !(now && sameLine(old, now))) {
        this.options.vault.forgetSession(old);
        void this.disconnect(old.id);
      }
    }
    this.changed.fire();
  }
}

function failedState(error: unknown): ConnectionState {
  if (isCancellation(error)) {
    return { kind: 'disconnected' };
  }
  const message =
    error instanceof ConnectError
      ? error.failure.title
      : error instanceof Error
        ? error.message
        : 'Connecting failed.';
  return { kind: 'failed', message };
}

async function closeAll({ connectors, databases, sessions, logins }: OpenConnection): Promise<void> {
  logins.abort(new CancelledError('Disconnected.'));
  await Promise.allSettled([
    ...[...databases.values()].map(async (database) => (await database).close()),
    ...[...sessions].map((session) => session.close()),
  ]);
  await Promise.allSettled([...connectors.values()].map(async (connector) => (await connector).close()));
}
