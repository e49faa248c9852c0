import { type CancelSignal, isCancellation } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { ConnectError } from '../../core/connections/connectError';
import { type ConnectFailure, describeConnectFailure } from '../../core/connections/connectFailure';
import { type ConnectionProfile, isLocalHost } from '../../core/connections/connectionProfile';
import type { PasswordProvider } from '../../core/connections/passwordProvider';
import { type WriteRight, writeRightsQuery } from '../../core/connections/roleSafety';
import { serverSentences } from '../../core/connections/serverTraits';
import type { ServerInfo } from '../../core/ports';
import { Connector, type ConnectorOptions } from './connector';
import { isSocketDirectory } from './dial';
import { fetchRows } from './fetchRows';
import type { LoginMethod } from './login';
import type { OpenBackend } from './openBackend';
import type { TlsReport } from './openLine';
import { applySessionSettings } from './sessionSettings';

export type ConnectionTest =
  | {
      readonly ok: true;
      readonly server: ServerInfo;
      /** How the line is protected, in words. */
      readonly line: string;
      readonly tls: TlsReport;
      /** Milliseconds for one question and its answer. */
      readonly latency: number;
      /** What the role could write; empty means that the server itself keeps it from writing. */
      readonly writeRights: readonly WriteRight[];
      /** Sentences about what works but deserves a look. */
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly failure: ConnectFailure };

/**
 * Connects, looks around and disconnects. A failure is an answer, not an exception.
 * @throws CancelledError
 */
export async function testConnection(
  profile: ConnectionProfile,
  passwords: PasswordProvider,
  signal: CancelSignal,
  options: ConnectorOptions = {},
): Promise<ConnectionTest> {
  const connector = new Connector(profile, passwords, options);
  try {
    const open = await connector.openBackend(signal);
    try {
      return await lookAround(open, profile);
    } finally {
      await open.backend.close();
    }
  } catch (error) {
    if (isCancellation(error)) {
      throw error;
    }
    return { ok: false, failure: asFailure(error, profile) };
  } finally {
    await connector.close();
  }
}

async function lookAround(open: OpenBackend, profile: ConnectionProfile): Promise<ConnectionTest> {
  const { backend, server, tls } = open;
  const asked = performance.now();
  await fetchRows(backend, 'SELECT 1');
  const latency = performance.now() - asked;
  // Asked before the role is taken: whoever can go back to the login role has its rights.
  const rights = await fetchRows(backend, writeRightsQuery.text);
  await applySessionSettings(open, profile);
  return {
    ok: true,
    server,
    tls,
    line: describeLine(tls, profile),
    latency,
    writeRights: rights.map(writeRightsQuery.row),
    warnings: warningsOf(tls, backend.method, { server, profile }),
  };
}

/** How a line is protected, in words. */
export function describeLine(tls: TlsReport, { host, ssh }: ConnectionProfile): string {
  if (tls.kind === 'none') {
    const isSocket = isSocketDirectory(host);
    if (ssh) {
      const beyond =
        isSocket || isLocalHost(host) ? 'which is where the server is' : 'and not encrypted from there';
      return `encrypted by SSH up to ${ssh.host}, ${beyond}`;
    }
    return isSocket ? 'Unix socket on this machine' : 'not encrypted';
  }
  const checked = {
    none: 'the server’s certificate was not checked',
    authority: 'certificate checked, name not',
    name: 'certificate and name checked',
  }[tls.verification];
  return `${tls.version}, ${tls.cipher}, ${checked}`;
}

function warningsOf(
  tls: TlsReport,
  method: LoginMethod,
  { server, profile }: { readonly server: ServerInfo; readonly profile: ConnectionProfile },
): readonly string[] {
  const remote = !isSocketDirectory(profile.host);
  return [
    ...(method === 'md5'
      ? ['The server uses MD5 for passwords, which is outdated: set password_encryption to scram-sha-256.']
      : []),
    ...(method === 'cleartext' && tls.kind === 'none' && remote
      ? ['The password was sent in clear text.']
      : []),
    ...(tls.kind === 'tls' && tls.verification === 'none'
      ? [
          'TLS is on, but nothing proves that this is the right server: name a root certificate and use “verify-full”.',
        ]
      : []),
    ...serverSentences(server),
    ...ignoredTimeouts(server, profile),
  ];
}

function ignoredTimeouts(
  { transactionPooled }: ServerInfo,
  { timeouts }: ConnectionProfile,
): readonly string[] {
  const { statement, lock, idleInTransaction, idleSession } = timeouts;
  return transactionPooled && Math.max(statement, lock, idleInTransaction, idleSession) > 0
    ? ['The timeouts of this connection are not set, because they would reach other clients of the pooler.']
    : [];
}

function asFailure(error: unknown, profile: ConnectionProfile): ConnectFailure {
  if (error instanceof ConnectError) {
    return error.failure;
  }
  if (error instanceof UserError) {
    return { kind: 'unknown', title: 'Connecting failed', happened: error.message, next: '' };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return describeConnectFailure('unknown', profile, detail);
}
