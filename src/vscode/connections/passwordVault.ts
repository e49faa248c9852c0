import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { PasswordReason } from '../../core/connections/passwordProvider';
import {
  type ConnectionProfile,
  consentKey,
  describePasswordSource,
  describePlace,
  secretKey,
} from '../../core/connections/connectionProfile';
import type { SshMethod } from '../../core/connections/sshSettings';
import { withoutLinks } from '../withoutLinks';
import type { SshDialogs } from './sshDialogs';

/**
 * Keeps passwords in the secret storage of VS Code and asks for them. A password is saved only after the server took
 * it, and a failed connect never erases one.
 */
export class PasswordVault {
  /** Passwords of profiles that ask each time, kept in memory until the window closes or the user disconnects. */
  private readonly remembered = new Map<string, string>();
  /** The questions that are open, so that the trees and an editor ask the same one once. */
  private readonly confirming = new Map<string, Promise<void>>();

  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly allowed: vscode.Memento,
    private readonly ssh?: Pick<SshDialogs, 'forget'>,
  ) {}

  /** The password that is already known, without asking. */
  async saved(profile: ConnectionProfile): Promise<string | undefined> {
    const key = secretKey(profile);
    return this.remembered.get(key) ?? (await this.secrets.get(key));
  }

  /**
   * Asks the user, until the signal aborts.
   * @throws CancelledError when the prompt is dismissed: an empty password is never made of that.
   */
  async ask(profile: ConnectionProfile, reason: PasswordReason, signal: AbortSignal): Promise<string> {
    const stop = new vscode.CancellationTokenSource();
    const abort = () => stop.cancel();
    signal.addEventListener('abort', abort, { once: true });
    const password = await this.prompt(profile, reason, stop.token).finally(() => {
      signal.removeEventListener('abort', abort);
      stop.dispose();
    });
    if (password === undefined || password === '') {
      throw new CancelledError();
    }
    return password;
  }

  /** Keeps a password that the server took: in secret storage, or in memory for profiles that ask each time. */
  async keep(profile: ConnectionProfile, password: string): Promise<void> {
    const key = secretKey(profile);
    if (profile.password === 'ask') {
      this.remembered.set(key, password);
    } else if ((await this.secrets.get(key)) !== password) {
      await this.secrets.store(key, password);
    }
  }

  async forget(profile: ConnectionProfile): Promise<void> {
    this.remembered.delete(secretKey(profile));
    await this.secrets.delete(secretKey(profile));
    await this.ssh?.forget(profile);
  }

  /** Drops what is kept in memory only. */
  forgetSession(profile: ConnectionProfile): void {
    this.remembered.delete(secretKey(profile));
  }

  /**
   * Asks before the first password goes to a host that only a workspace file names. The answer holds for this
   * workspace and exactly this host, port, user and TLS mode.
   * @throws UserError when the workspace is not trusted; CancelledError when the user declines.
   */
  async confirmHost(profile: ConnectionProfile): Promise<void> {
    if (profile.scope === 'user') {
      return;
    }
    if (!vscode.workspace.isTrusted) {
      throw new UserError(
        `${profile.name} is defined by this workspace, which is not trusted. Trust the workspace to connect.`,
        { action: { title: 'Manage Trust', command: 'workbench.trust.manage' } },
      );
    }
    const key = consentKey(profile);
    if (this.allowed.get<boolean>(key) === true) {
      return;
    }
    const pending = this.confirming.get(key);
    if (pending) {
      return pending;
    }
    const asked = this.askForConsent(profile, key).finally(() => this.confirming.delete(key));
    this.confirming.set(key, asked);
    return asked;
  }

  /** Whether the host of a profile may be given its password without asking. */
  isConfirmed(profile: ConnectionProfile): boolean {
    return (
      profile.scope === 'user' ||
      (vscode.workspace.isTrusted && this.allowed.get<boolean>(consentKey(profile)) === true)
    );
  }

  /** The user named this host here, so nobody need be asked about it. */
  async allow(profile: ConnectionProfile): Promise<void> {
    await this.allowed.update(consentKey(profile), true);
  }

  private async askForConsent(profile: ConnectionProfile, key: string): Promise<void> {
    const connect = 'Connect';
    const chosen = await vscode.window.showWarningMessage(
      `Connect to ${describePlace(profile)} as ${profile.user}?`,
      {
        modal: true,
        detail: [
          profile.id.startsWith('dbt/')
            ? `The target "${profile.name}" comes from a file of this workspace, not from one of yours.`
            : `The connection "${profile.name}" comes from the settings of this workspace, not from yours.`,
          `The host receives ${describePasswordSource(profile)}. TLS mode: ${profile.tls.mode}.`,
          ...(profile.ssh
            ? [`The SSH server receives your login by ${sshLoginWords[profile.ssh.auth]}.`]
            : []),
          ...(profile.allowCleartextPassword ? ['It may ask for the password in clear text.'] : []),
        ].join('\n'),
      },
      connect,
    );
    if (chosen !== connect) {
      throw new CancelledError();
    }
    await this.allowed.update(key, true);
  }

  private prompt(
    profile: ConnectionProfile,
    reason: PasswordReason,
    token: vscode.CancellationToken,
  ): Promise<string | undefined> {
    const options: vscode.InputBoxOptions = {
      title: `Password for ${profile.name}`,
      prompt: withoutLinks(
        reason === 'rejected'
          ? `The server rejected the password of ${profile.user}. A saved one stays until another works.`
          : `${profile.user} on ${describePlace(profile)}`,
      ),
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) => (value === '' ? 'Type the password, or press Escape to stop.' : undefined),
    };
    return Promise.resolve(vscode.window.showInputBox(options, token));
  }
}

const sshLoginWords: Readonly<Record<SshMethod, string>> = {
  auto: 'your SSH agent, your keys or a password',
  agent: 'your SSH agent',
  key: 'your keys',
  password: 'a password',
  'keyboard-interactive': 'what it asks you',
};
