import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import type { PasswordProvider, PasswordReason } from '../../core/connections/passwordProvider';
import type { PasswordVault } from './passwordVault';

/**
 * Finds passwords for one window: in files and the environment where the profile says so, else in the vault, else by
 * asking. Two connects at the same moment ask once.
 */
export class LoginPasswords implements PasswordProvider {
  private readonly asking = new Map<string, Promise<string>>();
  /** What was typed and not yet accepted by a server. */
  private readonly typed = new Map<string, string>();

  constructor(private readonly vault: PasswordVault) {}

  async getPassword(profile: ConnectionProfile, reason: PasswordReason): Promise<string | undefined> {
    switch (profile.password) {
      case 'none':
      case 'pgpass':
      case 'environment': {
        const { readPassword } = await import('../../node/secrets/passwordSources');
        return readPassword(profile.password, profile, reason);
      }
      case 'secretStorage':
      case 'ask':
        return (reason === 'requested' ? await this.known(profile) : undefined) ?? this.ask(profile, reason);
    }
  }

  /** The server took the password: a typed one is kept as the profile says. */
  async accepted(profile: ConnectionProfile): Promise<void> {
    const password = this.typed.get(profile.id);
    if (password !== undefined) {
      this.typed.delete(profile.id);
      await this.vault.keep(profile, password);
    }
  }

  /** Uses a password that came with a pasted URL, as if it had been typed. */
  provide(profile: ConnectionProfile, password: string): void {
    this.typed.set(profile.id, password);
  }

  /** The login ended without success: what was typed is not kept. */
  abandoned(profile: ConnectionProfile): void {
    this.typed.delete(profile.id);
  }

  private async known(profile: ConnectionProfile): Promise<string | undefined> {
    return this.typed.get(profile.id) ?? (await this.vault.saved(profile));
  }

  private ask(profile: ConnectionProfile, reason: PasswordReason): Promise<string> {
    const pending = this.asking.get(profile.id);
    if (pending) {
      return pending;
    }
    const asked = this.vault.ask(profile, reason).finally(() => this.asking.delete(profile.id));
    this.asking.set(profile.id, asked);
    return asked.then((password) => {
      this.typed.set(profile.id, password);
      return password;
    });
  }
}
