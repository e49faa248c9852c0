import type { Disposable } from '../../base/disposable';
import type { Event } from '../../base/emitter';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import type { ProfileProblem } from '../../core/connections/readProfiles';
import type { Database, ServerInfo } from '../../core/ports';
import type { Session } from '../../core/query/session';

export type ConnectionState =
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly server?: ServerInfo | undefined }
  | { readonly kind: 'failed'; readonly message: string };

/** A database whose catalog line is open. */
export interface ConnectedDatabase {
  readonly profile: ConnectionProfile;
  /** Undefined for the profile's own database. */
  readonly name: string | undefined;
  readonly database: Database;
}

/** Knows which databases are connected. */
export interface ConnectedDatabases {
  /** The databases that are connected now, in the order in which they were opened. */
  connectedDatabases(): Promise<readonly ConnectedDatabase[]>;
}

/**
 * What the features know of connections. Connecting happens on demand: the first read or session of a connection opens
 * it, asking for a password where one is needed.
 */
export interface ConnectionService extends Disposable {
  readonly profiles: readonly ConnectionProfile[];
  readonly problems: readonly ProfileProblem[];
  /** The list of profiles changed, or the state of one of them. */
  readonly onDidChange: Event<void>;
  profile(id: string): ConnectionProfile | undefined;
  state(id: string): ConnectionState;
  /**
   * The catalog of a database (the profile's own unless named), connected.
   * @throws UserError that explains why connecting failed; CancelledError when the user dismissed the password prompt.
   */
  database(id: string, database?: string): Promise<Database>;
  /** A new backend session for an editor; the caller owns it. Throws as `database`. */
  openSession(id: string, database?: string): Promise<Session>;
  /** Closes the catalog connections and every session of the connection. */
  disconnect(id: string): Promise<void>;
  /** Does the same for every connection. */
  disconnectAll(): Promise<void>;
}
