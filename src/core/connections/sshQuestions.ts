import type { CancelSignal } from '../../base/cancelSignal';
import type { PasswordReason } from './passwordProvider';

/** What an SSH login needs and only a person, or the secret storage, has. */
export type SshSecret =
  | { readonly kind: 'password'; readonly user: string; readonly host: string; readonly port: number }
  /** For a private key. */
  | { readonly kind: 'passphrase'; readonly file: string };

/** A host key that no known_hosts file has. */
export interface UnknownHostKey {
  /** `user@host:port` */
  readonly server: string;
  /** Such as `ssh-ed25519`. */
  readonly keyType: string;
  /** `SHA256:…`, as OpenSSH shows it. */
  readonly fingerprint: string;
}

/** What an SSH server asks by keyboard-interactive. Its texts are not to be trusted. */
export interface SshPrompts {
  readonly server: string;
  readonly instructions: string;
  readonly prompts: readonly { readonly text: string; readonly echo: boolean }[];
}

/** Asks the user about an SSH login. Each answer is an own question; each can be cancelled. */
export interface SshQuestions {
  /** Whether the user trusts the key. Never called for a key that changed. @throws CancelledError */
  trustHostKey(key: UnknownHostKey, signal: CancelSignal): Promise<boolean>;
  /** Undefined when there is none. @throws CancelledError when the question was dismissed */
  getSecret(secret: SshSecret, reason: PasswordReason, signal: CancelSignal): Promise<string | undefined>;
  /** The server or the key took the secret, so it may be kept. */
  accepted(secret: SshSecret): Promise<void>;
  /** One answer for each prompt. @throws CancelledError */
  answer(prompts: SshPrompts, signal: CancelSignal): Promise<readonly string[]>;
}

/** What a saved secret is bound to. */
export function sshSecretKey(secret: SshSecret): string {
  return JSON.stringify(
    secret.kind === 'password'
      ? ['lakehouse.ssh.password', secret.host, secret.port, secret.user]
      : ['lakehouse.ssh.passphrase', secret.file],
  );
}
