import type { CancelSignal } from '../../base/cancelSignal';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { isPoolerLoginFailure } from '../../core/connections/poolerMessages';
import type { PasswordProvider } from '../../core/connections/passwordProvider';
import { type ConnectDeadline, untilAborted } from './connectDeadline';
import { LoginRefusedError } from './login';

/**
 * Holds the password of one connection in memory, so that its second session does not ask again. The password is in a
 * private field: no inspection, serialisation or stack trace shows it.
 */
export class PasswordCell {
  #password: string | undefined;
  #pending: Promise<string | undefined> | undefined;
  readonly #seen = new Set<string>();

  constructor(
    private readonly profile: ConnectionProfile,
    private readonly provider: PasswordProvider,
  ) {}

  /** For comparing only. */
  get current(): string | undefined {
    return this.#password;
  }

  /** What must never appear in a message. */
  get secrets(): readonly string[] {
    return [...this.#seen];
  }

  /** The clock of the deadline stands still while the provider, and perhaps a person, is asked. */
  async get(deadline: ConnectDeadline): Promise<string | undefined> {
    // What a program printed may have run out; its source knows for how long it is good.
    if (this.#password === undefined || this.profile.password === 'command') {
      deadline.pause();
      try {
        // Two sessions that open at once ask one question.
        this.#pending ??= this.provider.getPassword(this.profile, 'requested', deadline.signal);
        this.remember(await untilAborted(this.#pending, deadline.signal));
      } finally {
        this.#pending = undefined;
        deadline.resume();
      }
    }
    return this.#password;
  }

  /** After a failed login: asks for another password, and tells whether there is one to try. */
  async another(error: unknown, tried: string | undefined, signal: CancelSignal): Promise<boolean> {
    if (this.#pending && (isBrokenLine(error) || error instanceof LoginRefusedError)) {
      // The server lost patience while a person types: the answer is worth another attempt.
      this.remember(await this.#pending);
      return this.#password !== undefined;
    }
    const used = this.#password;
    if (used === undefined || !isRejected(error)) {
      // The line broke off just when the answer came.
      return tried === undefined && used !== undefined && isBrokenLine(error);
    }
    this.#password = undefined;
    const next = await this.provider.getPassword(this.profile, 'rejected', signal);
    this.remember(next);
    return next !== undefined && next !== used;
  }

  private remember(password: string | undefined): void {
    this.#password = password;
    if (password !== undefined) {
      this.#seen.add(password);
    }
  }
}

/** The server, or a pooler before it, did not take the password. */
function isRejected(error: unknown): boolean {
  if (!(error instanceof LoginRefusedError)) {
    return false;
  }
  const { code, message } = error.fields;
  return code === '28P01' || (code === '08P01' && isPoolerLoginFailure(message));
}

function isBrokenLine(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.message === 'The server closed the connection.' ||
      (error as NodeJS.ErrnoException).code === 'ECONNRESET')
  );
}
