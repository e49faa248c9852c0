import type { CancelSignal } from '../../base/cancelSignal';
import { type Disposable, toDisposable } from '../../base/disposable';
import { type ConnectionProfile, secretKey } from '../../core/connections/connectionProfile';
import type { PasswordProvider, PasswordReason } from '../../core/connections/passwordProvider';
import type { ConnectOptions } from '../../node/pg/connect';
import type { CommandPasswords } from '../../node/secrets/commandPasswords';
import type { PasswordVault } from './passwordVault';

/**
 * Finds passwords for one window: in files and the environment where the profile says so, else in the vault, else by
 * asking. Two connects at the same moment ask once. Like a saved one, a typed password belongs to a host, port, user and
 * TLS mode and never goes elsewhere, even when the connection is edited meanwhile.
 */
export class LoginPasswords implements PasswordProvider {
  private readonly asking = new Map<string, Question>();
  /** What was typed and not yet accepted by a server. */
  private readonly typed = new Map<string, string>();
  /** The number of logins under way. */
  private readonly logins = new Map<string, number>();
  private commands: CommandPasswords | undefined;

  /**
   * @param gateway the way to hosts that are reached through SSH; its logins ask by themselves
   * @param dbt reads the passwords of targets of dbt
   */
  constructor(
    private readonly vault: PasswordVault,
    readonly gateway?: ConnectOptions['gateway'],
    private readonly dbt?: PasswordProvider,
  ) {}

  async getPassword(
    profile: ConnectionProfile,
    reason: PasswordReason,
    signal: CancelSignal,
  ): Promise<string | undefined> {
    switch (profile.password) {
      case 'none':
      case 'pgpass':
      case 'environment': {
        const { readPassword } = await import('../../node/secrets/passwordSources');
        return readPassword(profile.password, profile, reason);
      }
      case 'command': {
        const { CommandPasswords } = await import('../../node/secrets/commandPasswords');
        this.commands ??= new CommandPasswords();
        return this.commands.get(profile, reason, signal);
      }
      case 'dbt':
        return this.dbt?.getPassword(profile, reason, signal);
      case 'secretStorage':
      case 'ask': {
        const known = reason === 'requested' ? await this.known(profile) : undefined;
        return known ?? this.ask(profile, reason, signal);
      }
    }
  }

  /** A login begins. What is typed for it and not accepted is dropped when it and every other one have ended. */
  begin(profile: ConnectionProfile): Disposable {
    const key = secretKey(profile);
    this.logins.set(key, (this.logins.get(key) ?? 0) + 1);
    return toDisposable(() => {
      const left = (this.logins.get(key) ?? 1) - 1;
      this.logins.set(key, left);
      if (left === 0) {
        this.logins.delete(key);
        this.typed.delete(key);
      }
    });
  }

  /** The server took the password: a typed one is kept as the profile says. */
  async accepted(profile: ConnectionProfile): Promise<void> {
    const key = secretKey(profile);
    const password = this.typed.get(key);
    if (password !== undefined) {
      await this.vault.keep(profile, password);
      this.typed.delete(key);
    }
  }

  /** Uses a password that came with a pasted URL, as if it had been typed. */
  provide(profile: ConnectionProfile, password: string): void {
    this.typed.set(secretKey(profile), password);
  }

  private async known(profile: ConnectionProfile): Promise<string | undefined> {
    return this.typed.get(secretKey(profile)) ?? (await this.vault.saved(profile));
  }

  private async ask(
    profile: ConnectionProfile,
    reason: PasswordReason,
    signal: CancelSignal,
  ): Promise<string> {
    const key = secretKey(profile);
    const question = this.asking.get(key) ?? this.open(key, profile, reason);
    question.waiting++;
    const leave = () => {
      question.waiting--;
      if (question.waiting === 0) {
        question.stop.abort();
      }
    };
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) {
      leave();
    }
    try {
      const password = await question.answer;
      if (this.logins.has(key)) {
        this.typed.set(key, password);
      }
      return password;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  private open(key: string, profile: ConnectionProfile, reason: PasswordReason): Question {
    const stop = new AbortController();
    const answer = this.vault.ask(profile, reason, stop.signal).finally(() => this.asking.delete(key));
    const question = { answer, stop, waiting: 0 };
    this.asking.set(key, question);
    return question;
  }
}

/** A prompt, and how many logins wait for its answer: it is closed when none does. */
interface Question {
  readonly answer: Promise<string>;
  readonly stop: AbortController;
  waiting: number;
}
