import * as vscode from 'vscode';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import type { ConnectionTest } from '../../node/pg/testConnection';
import { showInformation, showWarning } from '../notices';
import { withoutLinks } from '../withoutLinks';
import type { LoginPasswords } from './loginPasswords';
import type { PasswordVault } from './passwordVault';

interface TestServices {
  readonly vault: PasswordVault;
  readonly passwords: LoginPasswords;
}

/** Tests a connection, cancellable, and says what was found. */
export async function showConnectionTest(
  profile: ConnectionProfile,
  { vault, passwords }: TestServices,
): Promise<void> {
  await vault.confirmHost(profile);
  const result = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: withoutLinks(`Testing ${profile.name}…`),
      cancellable: true,
    },
    (_progress, token) => test(profile, passwords, token),
  );
  await (result.ok ? showSuccess(profile, result) : showFailure(profile, result));
}

async function test(
  profile: ConnectionProfile,
  passwords: LoginPasswords,
  token: vscode.CancellationToken,
): Promise<ConnectionTest> {
  const abort = new AbortController();
  const login = passwords.begin(profile);
  const subscription = token.onCancellationRequested(() => abort.abort());
  try {
    const { testConnection } = await import('../../node/pg/testConnection');
    const result = await testConnection(profile, passwords, abort.signal, { gateway: passwords.gateway });
    if (result.ok) {
      await passwords.accepted(profile);
    }
    return result;
  } finally {
    login.dispose();
    subscription.dispose();
  }
}

async function showSuccess(
  profile: ConnectionProfile,
  test: Extract<ConnectionTest, { readonly ok: true }>,
): Promise<void> {
  const { server, line, latency, writeRights, warnings } = test;
  const headline = `${profile.name} works: PostgreSQL ${server.versionText}, ${server.user} on ${server.database}.`;
  const rights =
    writeRights.length === 0
      ? ['The role can only read: read-only is kept by the server itself.']
      : ['The role can write:', ...writeRights.map((right) => `· ${right.sentence}`)];
  const detail = [`Line: ${line}. Answers in ${latency.toFixed(1)} ms.`, ...warnings, '', ...rights].join(
    '\n',
  );
  const show = 'Show Details';
  const chosen = await (warnings.length > 0
    ? showWarning(`${headline} ${warnings.join(' ')}`, show)
    : showInformation(headline, show));
  if (chosen === show) {
    await vscode.window.showInformationMessage(headline, { modal: true, detail });
  }
}

async function showFailure(
  profile: ConnectionProfile,
  { failure }: Extract<ConnectionTest, { readonly ok: false }>,
): Promise<void> {
  await vscode.window.showErrorMessage(`${profile.name}: ${failure.title}`, {
    modal: true,
    detail: `${failure.happened}\n\n${failure.next}`,
  });
}
