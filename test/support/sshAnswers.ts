import type {
  SshPrompts,
  SshQuestions,
  SshSecret,
  UnknownHostKey,
} from '../../src/core/connections/sshQuestions';

/** Answers as a person at the keyboard would, and keeps what was asked. */
export class SshAnswers implements SshQuestions {
  readonly asked: string[] = [];
  readonly kept: SshSecret[] = [];
  hostKeys: UnknownHostKey[] = [];

  constructor(
    private readonly answers: {
      readonly trust?: boolean;
      readonly secrets?: readonly string[];
      readonly answers?: readonly (readonly string[])[];
    } = {},
  ) {}

  trustHostKey(key: UnknownHostKey): Promise<boolean> {
    this.asked.push(`trust ${key.keyType}`);
    this.hostKeys.push(key);
    return Promise.resolve(this.answers.trust ?? false);
  }

  getSecret(secret: SshSecret, reason: string): Promise<string | undefined> {
    this.asked.push(`${secret.kind} ${reason}`);
    return Promise.resolve(this.answers.secrets?.[this.count(/^pass/) - 1]);
  }

  accepted(secret: SshSecret): Promise<void> {
    this.kept.push(secret);
    return Promise.resolve();
  }

  answer({ prompts }: SshPrompts): Promise<readonly string[]> {
    this.asked.push(
      `answer ${prompts.map(({ text, echo }) => `${text}${echo ? ' (shown)' : ''}`).join(', ')}`,
    );
    return Promise.resolve(this.answers.answers?.[this.count(/^answer/) - 1] ?? []);
  }

  private count(pattern: RegExp): number {
    return this.asked.filter((each) => pattern.test(each)).length;
  }
}
