import type { CancelSignal } from '../../base/cancelSignal';
import type { ConnectionProfile } from './connectionProfile';

/** Why a password is wanted: the server asks for one, or it rejected the one that was sent. */
export type PasswordReason = 'requested' | 'rejected';

/** Finds the password of a profile where the profile says it is. */
export interface PasswordProvider {
  /**
   * Called only when a server asks. Undefined means that there is none; then nothing is sent. After `rejected`, another
   * password is tried, the same or none ends the attempt.
   * @throws CancelledError when the user dismissed the question; UserError for a source that cannot be used
   */
  getPassword(
    profile: ConnectionProfile,
    reason: PasswordReason,
    signal: CancelSignal,
  ): Promise<string | undefined>;
}
