import type { CancelSignal } from '../../../base/cancelSignal';
import type { ConnectionProfile } from '../../../core/connections/connectionProfile';
import type { PasswordProvider, PasswordReason } from '../../../core/connections/passwordProvider';

/**
 * The password of a connection that is being edited, in memory until the form is saved or closed. A test uses it; what
 * is typed at the question of a test counts as typed into the form.
 */
export class FormPasswords implements PasswordProvider {
  private entered: string | undefined;

  constructor(private readonly others: PasswordProvider) {}

  get text(): string | undefined {
    return this.entered;
  }

  /** An empty text is no password. */
  enter(text: string | undefined): void {
    this.entered = text === '' ? undefined : text;
  }

  async getPassword(
    profile: ConnectionProfile,
    reason: PasswordReason,
    signal: CancelSignal,
  ): Promise<string | undefined> {
    if (!keepsPassword(profile)) {
      return this.others.getPassword(profile, reason, signal);
    }
    if (this.entered !== undefined) {
      // One that was rejected is not replaced by a question: the form shows the failure, and the field is there.
      return reason === 'requested' ? this.entered : undefined;
    }
    return this.others.getPassword(profile, reason, signal);
  }
}

/** Whether a typed password belongs to the connection, to be saved or to be kept for the session. */
export function keepsPassword({ password }: Pick<ConnectionProfile, 'password'>): boolean {
  return password === 'secretStorage' || password === 'ask';
}
