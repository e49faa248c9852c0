import * as vscode from 'vscode';
import { CancelledError, type CancelSignal } from '../../base/cancelSignal';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import type { PasswordReason } from '../../core/connections/passwordProvider';
import {
  type SshPrompts,
  type SshQuestions,
  type SshSecret,
  sshSecretKey,
  type UnknownHostKey,
} from '../../core/connections/sshQuestions';
import { displayName } from '../../core/explorer/displayName';
import type { Confirm } from '../query/questions';
import { withoutLinks } from '../withoutLinks';

/**
 * Asks the user about SSH logins, and keeps what a server or a key took in the secret storage of VS Code. A secret is
 * bound to its server or its key file, not to a connection.
 */
export class SshDialogs implements SshQuestions {
  /** What was typed and not yet taken. */
  private readonly typed = new Map<string, string>();

  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly confirm: Confirm,
  ) {}

  trustHostKey({ server, keyType, fingerprint }: UnknownHostKey): Promise<boolean> {
    return this.confirm({
      message: `The SSH server ${displayName(server)} is not known yet.`,
      detail:
        `Its ${displayName(keyType)} key has the fingerprint\n${fingerprint}\n\n` +
        'Compare it with what those who run the server say. The answer is remembered.',
      yes: 'Trust and Connect',
    });
  }

  async getSecret(
    secret: SshSecret,
    reason: PasswordReason,
    signal: CancelSignal,
  ): Promise<string | undefined> {
    const key = sshSecretKey(secret);
    const known = reason === 'requested' ? await this.secrets.get(key) : undefined;
    if (known !== undefined) {
      return known;
    }
    const { title, prompt } = wordsFor(secret, reason);
    const typed = await ask({ title, prompt, password: true }, signal);
    this.typed.set(key, typed);
    return typed;
  }

  async accepted(secret: SshSecret): Promise<void> {
    const key = sshSecretKey(secret);
    const typed = this.typed.get(key);
    if (typed !== undefined) {
      this.typed.delete(key);
      await this.secrets.store(key, typed);
    }
  }

  async answer(
    { server, instructions, prompts }: SshPrompts,
    signal: CancelSignal,
  ): Promise<readonly string[]> {
    const answers: string[] = [];
    for (const { text, echo } of prompts) {
      const prompt = [instructions, text]
        .map(displayName)
        .filter((each) => each.trim() !== '')
        .join(' ');
      const title = `The SSH server ${displayName(server)} asks`;
      answers.push(await ask({ title, prompt, password: !echo }, signal));
    }
    return answers;
  }

  /** Forgets what is saved for the tunnel of a connection. */
  async forget(profile: ConnectionProfile): Promise<void> {
    if (profile.ssh) {
      const { tunnelSecrets } = await import('../../node/ssh/tunnelSecrets');
      for (const secret of await tunnelSecrets(profile)) {
        this.typed.delete(sshSecretKey(secret));
        await this.secrets.delete(sshSecretKey(secret));
      }
    }
  }
}

function wordsFor(
  secret: SshSecret,
  reason: PasswordReason,
): { readonly title: string; readonly prompt: string } {
  if (secret.kind === 'passphrase') {
    const wrong = reason === 'rejected' ? 'It did not open the key. ' : '';
    return { title: 'Passphrase of an SSH key', prompt: `${wrong}${displayName(secret.file)}` };
  }
  const wrong = reason === 'rejected' ? 'It was not accepted. ' : '';
  const server = displayName(`${secret.user}@${secret.host}:${secret.port}`);
  return { title: 'Password for an SSH server', prompt: `${wrong}${server}` };
}

/** @throws CancelledError when the box is dismissed: nothing empty is sent */
async function ask(
  {
    title,
    prompt,
    password,
  }: { readonly title: string; readonly prompt: string; readonly password: boolean },
  signal: CancelSignal,
): Promise<string> {
  const stop = new vscode.CancellationTokenSource();
  const abort = () => stop.cancel();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const options = { title, prompt: withoutLinks(prompt), password, ignoreFocusOut: true };
    const typed = await vscode.window.showInputBox(options, stop.token);
    if (typed === undefined || typed === '') {
      throw new CancelledError();
    }
    return typed;
  } finally {
    signal.removeEventListener('abort', abort);
    stop.dispose();
  }
}
