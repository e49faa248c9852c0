import type { TLSSocket } from 'node:tls';
import { type CancelSignal, isCancellation, neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { ConnectError } from '../../core/connections/connectFailure';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { Backend } from './backend';
import { ConnectDeadline } from './connectDeadline';
import { defaultDeadlines } from './deadlines';
import { dial, type Endpoint } from './dial';
import { explainConnectError } from './explainConnectError';
import { logIn, type LoggedIn, LoginRefusedError } from './login';
import { NoTlsError, requestTls, startTls, TlsHandshakeError } from './negotiateTls';
import type { PasswordCell } from './passwordCell';
import { planTls, type TlsMaterial, type TlsPlan, type Verification } from './tlsPlan';

/** How a line is protected. */
export type TlsReport =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'tls';
      /** Such as `TLSv1.3`. */
      readonly version: string;
      readonly cipher: string;
      readonly verification: Verification;
    };

export interface ConnectOptions {
  readonly signal?: CancelSignal;
  /** Where libpq's default certificate files are; the user's own unless a test says otherwise. */
  readonly libpqFolder?: string;
}

export interface Connected {
  readonly backend: Backend;
  readonly tls: TlsReport;
  /** What the line was opened with, for a CancelRequest over a line of the same kind. */
  readonly plan: TlsPlan;
}

/**
 * Opens a line and logs in, by the rules of libpq for the TLS mode. One deadline covers DNS, TCP, TLS and login; it
 * stands still while the password is asked for.
 * @throws ConnectError that explains the failure; CancelledError
 */
export async function connect(
  profile: ConnectionProfile,
  passwords: PasswordCell,
  options: ConnectOptions = {},
): Promise<Connected> {
  const signal = options.signal ?? neverCancelled;
  refuseZeroBytes(profile);
  try {
    const plan = planTls(profile.tls, profile.host, options.libpqFolder);
    for (;;) {
      const tried = passwords.current;
      try {
        return await attemptAll({ profile, passwords, plan, signal });
      } catch (error) {
        if (!(await passwords.another(error, tried, signal))) {
          throw error;
        }
      }
    }
  } catch (error) {
    if (isCancellation(error) || error instanceof ConnectError) {
      throw error;
    }
    throw explainConnectError(error, profile, passwords.secrets);
  }
}

interface Attempt {
  readonly profile: ConnectionProfile;
  readonly passwords: PasswordCell;
  readonly plan: TlsPlan;
  readonly signal: CancelSignal;
}

async function attemptAll(attempt: Attempt): Promise<Connected> {
  const { profile, signal, plan } = attempt;
  const deadline = new ConnectDeadline(profile.timeouts.connect || defaultDeadlines.connect, signal);
  try {
    let first: unknown;
    for (const [index, way] of plan.attempts.entries()) {
      try {
        return await attemptOne(attempt, way, deadline);
      } catch (error) {
        if (index === plan.attempts.length - 1 || !mayTryOtherWay(error, way, plan)) {
          throw index === 0 ? error : moreTelling(plan, first, error);
        }
        first = error;
      }
    }
    throw first;
  } finally {
    deadline.dispose();
  }
}

/**
 * libpq tries the other way when the server refused before it had accepted who we are, and in `prefer` also when the
 * handshake failed. Source: PQconnectPoll in PostgreSQL's fe-connect.c.
 */
function mayTryOtherWay(error: unknown, way: 'plain' | 'tls', plan: TlsPlan): boolean {
  if (error instanceof LoginRefusedError) {
    return !error.authenticated;
  }
  return plan.mode === 'prefer' && way === 'tls' && error instanceof TlsHandshakeError;
}

/** Of two failures, the one over TLS says more, unless it only says that this way is not admitted. */
function moreTelling(plan: TlsPlan, first: unknown, second: unknown): unknown {
  const [overTls, plain] = plan.attempts[0] === 'tls' ? [first, second] : [second, first];
  return isNotAdmitted(overTls) && !isNotAdmitted(plain) ? plain : overTls;
}

function isNotAdmitted(error: unknown): boolean {
  return error instanceof LoginRefusedError && error.fields.code === '28000';
}

async function attemptOne(
  { profile, passwords, plan }: Attempt,
  way: 'plain' | 'tls',
  deadline: ConnectDeadline,
): Promise<Connected> {
  const { signal } = deadline;
  const { socket, tls } = await openLine(profile, plan, way, signal);
  try {
    const login: LoggedIn = await logIn(
      socket,
      {
        user: profile.user,
        database: profile.database,
        applicationName: profile.applicationName,
        allowCleartext: profile.allowCleartextPassword,
        password: () => passwords.get(deadline),
      },
      signal,
    );
    return { backend: new Backend(login, profile), tls, plan };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/**
 * Opens a line in one of the ways of a plan; also used to send a CancelRequest.
 * @throws NoTlsError, CertificateFileError, TlsHandshakeError, CertificateNameError, or an error of the network
 */
export async function openLine(
  endpoint: Endpoint,
  plan: TlsPlan,
  way: 'plain' | 'tls',
  signal: AbortSignal,
): Promise<{ socket: Awaited<ReturnType<typeof dial>>; tls: TlsReport }> {
  const socket = await dial(endpoint, signal);
  try {
    if (way === 'plain') {
      return { socket, tls: { kind: 'none' } };
    }
    if (!(await requestTls(socket, signal))) {
      if (plan.mode === 'prefer' || plan.mode === 'allow') {
        return { socket, tls: { kind: 'none' } };
      }
      throw new NoTlsError();
    }
    const material = await plan.material();
    const secured = await startTls(socket, material, endpoint.host, signal);
    return { socket: secured, tls: reportTls(secured, material) };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function reportTls(socket: TLSSocket, { verification }: TlsMaterial): TlsReport {
  const version = socket.getProtocol() ?? 'TLS';
  return { kind: 'tls', version, cipher: socket.getCipher().name, verification };
}

/** A zero byte would end a name early, and what follows would be read as another startup parameter. */
function refuseZeroBytes({ user, database, applicationName }: ConnectionProfile): void {
  if ([user, database, applicationName].some((text) => text.includes('\0'))) {
    throw new UserError(
      'The user, database or application name holds a character with code zero. Remove it.',
    );
  }
}
