import { consentKey, type ConnectionProfile } from '../../../core/connections/connectionProfile';
import type { ConnectFailure } from '../../../core/connections/connectFailure';

/**
 * Servers that refused or did not answer, with what they said. A change of the profile makes it another one. Whoever
 * changes only a password must ask again.
 */
export class RefusedTargets {
  private readonly failures = new Map<string, ConnectFailure>();

  get(profile: ConnectionProfile): ConnectFailure | undefined {
    return this.failures.get(keyOf(profile));
  }

  set(profile: ConnectionProfile, failure: ConnectFailure): void {
    this.failures.set(keyOf(profile), failure);
  }

  delete(profile: ConnectionProfile): void {
    this.failures.delete(keyOf(profile));
  }

  /** A file that profiles are made of was changed. */
  clear(): void {
    this.failures.clear();
  }
}

function keyOf(profile: ConnectionProfile): string {
  return JSON.stringify([consentKey(profile), profile.database]);
}
