import type { AnyAuthMethod } from 'ssh2';
import { CancelledError, type CancelSignal, isCancellation } from '../../base/cancelSignal';
import type { ResolvedHop } from '../../core/connections/sshConfig';
import type { SshPrompts, SshQuestions, SshSecret } from '../../core/connections/sshQuestions';
import type { SshMethod } from '../../core/connections/sshSettings';
import { expandHome } from '../expandHome';
import { findKeyFiles, isEncrypted, type KeyFile, readPrivateKey } from './privateKeys';

/** How often a person may mistype. */
const attempts = 3;

export interface SshLoginOptions {
  readonly hop: ResolvedHop;
  readonly method: SshMethod;
  readonly questions: SshQuestions;
  readonly signal: CancelSignal;
  /** Runs a question while the clock of the deadline stands still. */
  readonly asking: <T>(question: () => Promise<T>) => Promise<T>;
}

/**
 * One login to an SSH server: which ways it tries, in the order of OpenSSH. It asks a person only for what the server
 * takes and nothing else could give.
 */
export class SshLogin {
  /** What was tried, for the message when nothing worked. */
  readonly tried: string[] = [];
  /** What the server takes, as far as it said. */
  private accepts: readonly string[] = [];
  private readonly used: SshSecret[] = [];
  private failure: Error | undefined;
  private readonly steps: AsyncGenerator<AnyAuthMethod, void, undefined>;

  constructor(private readonly options: SshLoginOptions) {
    this.steps = this.ways();
  }

  /** Why the login was given up, where that is not the server's doing. */
  get error(): Error | undefined {
    return this.failure;
  }

  /** What the server takes, for the message when nothing worked. */
  get methods(): readonly string[] {
    return this.accepts;
  }

  /** The next way to try; undefined when there is none left. */
  async next(accepts: readonly string[] | null): Promise<AnyAuthMethod | undefined> {
    this.accepts = accepts ?? [];
    try {
      const step = await this.steps.next();
      return step.done === true ? undefined : step.value;
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
      return undefined;
    }
  }

  /** The server let us in: what was typed may be kept. */
  async succeeded(): Promise<void> {
    for (const secret of this.used) {
      await this.options.questions.accepted(secret);
    }
  }

  private async *ways(): AsyncGenerator<AnyAuthMethod, void, undefined> {
    const { hop, method } = this.options;
    const username = hop.user;
    const wants = (...methods: readonly SshMethod[]) => method === 'auto' || methods.includes(method);
    // Asks what the server takes.
    yield { type: 'none', username };
    const keys = wants('key') && this.takes('publickey') ? await findKeyFiles(hop) : [];
    const open = keys.filter(({ text }) => !isEncrypted(text));
    const named = hop.keyFiles.length > 0;
    if (named) {
      yield* this.withKeys(open);
    }
    if (wants('agent') && this.takes('publickey')) {
      yield* this.withAgent();
    }
    yield* this.withKeys(named ? [] : open);
    yield* this.withKeys(keys.filter((key) => !open.includes(key)));
    if (wants('password') && this.takes('password')) {
      yield* this.withPassword();
    }
    if (wants('password', 'keyboard-interactive') && this.takes('keyboard-interactive')) {
      for (let attempt = 0; attempt < attempts; attempt++) {
        this.tried.push('what it asked');
        yield this.keyboard(attempt);
      }
    }
  }

  private takes(method: string): boolean {
    return this.accepts.includes(method);
  }

  private *withAgent(): Generator<AnyAuthMethod, void, undefined> {
    const agent = agentPath(this.options.hop);
    if (agent !== undefined) {
      this.tried.push('the SSH agent');
      yield { type: 'agent', username: this.options.hop.user, agent };
    } else if (this.options.method === 'agent') {
      this.tried.push('no SSH agent (SSH_AUTH_SOCK is not set)');
    }
  }

  private async *withKeys(keys: readonly KeyFile[]): AsyncGenerator<AnyAuthMethod, void, undefined> {
    for (const keyFile of keys) {
      const key = readPrivateKey(keyFile, undefined) ?? (await this.unlock(keyFile));
      if (key) {
        this.tried.push(`the key ${keyFile.file}`);
        yield { type: 'publickey', username: this.options.hop.user, key };
      }
    }
  }

  private async unlock(keyFile: KeyFile): Promise<ReturnType<typeof readPrivateKey>> {
    const secret: SshSecret = { kind: 'passphrase', file: keyFile.file };
    for (let attempt = 0; attempt < attempts; attempt++) {
      const passphrase = await this.secret(secret, attempt);
      if (passphrase === undefined) {
        break;
      }
      const key = readPrivateKey(keyFile, passphrase);
      if (key) {
        this.used.push(secret);
        return key;
      }
    }
    this.tried.push(`no passphrase for ${keyFile.file}`);
    return undefined;
  }

  private async *withPassword(): AsyncGenerator<AnyAuthMethod, void, undefined> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const password = await this.secret(this.passwordSecret, attempt);
      if (password === undefined) {
        return;
      }
      this.note(this.passwordSecret);
      this.tried.push('the password');
      yield { type: 'password', username: this.options.hop.user, password };
    }
  }

  private keyboard(attempt: number): AnyAuthMethod {
    return {
      type: 'keyboard-interactive',
      username: this.options.hop.user,
      prompt: (...[, instructions, , prompts, finish]) => {
        const asked = prompts.map(({ prompt, echo }) => ({ text: prompt, echo: echo === true }));
        this.answer({ server: this.options.hop.name, instructions, prompts: asked }, attempt).then(
          (answers) => finish([...answers]),
          (error: unknown) => {
            this.failure = error instanceof Error ? error : new Error(String(error));
            finish([]);
          },
        );
      },
    };
  }

  /** A server that has only this way asks for the password by it; then the saved one will do. */
  private async answer(prompts: SshPrompts, attempt: number): Promise<readonly string[]> {
    const { questions, signal, asking } = this.options;
    const [only, ...others] = prompts.prompts;
    if (this.failure || !only) {
      return [];
    }
    if (others.length === 0 && !only.echo && /^\W*(?:\S+\s+)*password:?\s*$/i.test(only.text)) {
      const password = await this.secret(this.passwordSecret, attempt);
      this.note(this.passwordSecret);
      return password === undefined ? [] : [password];
    }
    return asking(() => questions.answer(prompts, signal));
  }

  private note(secret: SshSecret): void {
    if (!this.used.includes(secret)) {
      this.used.push(secret);
    }
  }

  private get passwordSecret(): SshSecret {
    const { user, host, port } = this.options.hop;
    return (this.password ??= { kind: 'password', user, host, port });
  }

  private password: SshSecret | undefined;

  private async secret(secret: SshSecret, attempt: number): Promise<string | undefined> {
    const { questions, signal, asking } = this.options;
    if (this.failure && isCancellation(this.failure)) {
      throw new CancelledError();
    }
    return asking(() => questions.getSecret(secret, attempt === 0 ? 'requested' : 'rejected', signal));
  }
}

/** Where the agent listens: what the configuration names, else the environment, else the services of Windows. */
function agentPath({ identityAgent }: ResolvedHop): string | undefined {
  const named = identityAgent === 'SSH_AUTH_SOCK' ? undefined : identityAgent;
  const fromEnvironment = process.env['SSH_AUTH_SOCK'];
  if (named !== undefined) {
    return expandHome(named);
  }
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    return fromEnvironment;
  }
  return process.platform === 'win32' ? '\\\\.\\pipe\\openssh-ssh-agent' : undefined;
}
