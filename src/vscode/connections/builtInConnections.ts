import type { CancelSignal } from '../../base/cancelSignal';
import type { Event } from '../../base/emitter';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import type { PasswordProvider } from '../../core/connections/passwordProvider';

/** Where a server is at this moment, and who knows its password. */
export interface PreparedConnection {
  readonly profile: ConnectionProfile;
  readonly passwords: PasswordProvider;
}

/** Connections that stand in no settings: the sandbox. They come before the others. */
export interface BuiltInConnections {
  /** The same objects as long as nothing changed. */
  readonly profiles: readonly ConnectionProfile[];
  readonly onDidChange: Event<void>;
  /**
   * Makes the server ready for a login, starting it where it does not run.
   * @throws UserError, CancelledError
   */
  prepare(profile: ConnectionProfile, signal: CancelSignal): Promise<PreparedConnection>;
}
