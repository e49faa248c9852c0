import { type CancelSignal, isCancellation, neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { ConnectError } from '../../core/connections/connectError';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { Backend } from './backend';
import { ConnectDeadline } from './connectDeadline';
import { defaultDeadlines } from './deadlines';
import type { Dialer, Endpoint } from './dial';
import { explainConnectError } from './explainConnectError';
import type { Candidate } from './hostCandidates';
import { logIn, LoginRefusedError } from './login';
import { TlsHandshakeError } from './negotiateTls';
import { openLine, type TlsReport } from './openLine';
import type { PasswordCell } from './passwordCell';
import { checkSessionTarget } from './sessionTarget';
import { planTls, type TlsPlan } from './tlsPlan';
import { tryHosts, type WantedSession } from './tryHosts';

/** A way to hosts that cannot be dialled from here, such as a tunnel. */
export interface Gateway {
  readonly dial: Dialer;
  /** Whoever opened it is done with it; the lines that go through keep it open. */
  release(): void;
}

export interface ConnectOptions {
  readonly signal?: CancelSignal;
  /** Where libpq's default certificate files are; the user's own unless a test says otherwise. */
  readonly libpqFolder?: string;
  /** Opens the tunnel of a profile that has one. @throws ConnectError, CancelledError */
  readonly gateway?: ((profile: ConnectionProfile, signal: CancelSignal) => Promise<Gateway>) | undefined;
  /** Goes to the server that another line reached, instead of choosing among the hosts of the profile. */
  readonly sameServer?: Endpoint | undefined;
}

export interface Connected {
  readonly backend: Backend;
  readonly tls: TlsReport;
  /** What the line was opened with, for a CancelRequest over a line of the same kind to the same server. */
  readonly plan: TlsPlan;
  readonly endpoint: Endpoint;
}

/**
 * Opens a line and logs in, by the rules of libpq for several hosts and for the TLS mode. One deadline for each host
 * covers DNS, TCP, TLS and login; it stands still while the password is asked for.
 * @throws ConnectError that explains the failure; CancelledError
 */
export async function connect(
  profile: ConnectionProfile,
  passwords: PasswordCell,
  options: ConnectOptions = {},
): Promise<Connected> {
  const signal = options.signal ?? neverCancelled;
  refuseZeroBytes(profile);
  const gateway = await openGateway(profile, options, signal);
  try {
    const attempt = { profile, passwords, signal, through: gateway?.dial, options };
    for (;;) {
      const tried = passwords.current;
      try {
        return await tryHosts(profile, options.sameServer, {
          attempt: (candidate, wanted) => attemptHost(attempt, candidate, wanted),
          explain: (error, candidate) => explain(error, { ...profile, ...candidate }, passwords),
        });
      } catch (error) {
        if (!(await passwords.another(causeOf(error), tried, signal))) {
          throw error;
        }
      }
    }
  } catch (error) {
    throw explain(error, profile, passwords);
  } finally {
    gateway?.release();
  }
}

interface Attempt {
  readonly profile: ConnectionProfile;
  readonly passwords: PasswordCell;
  readonly signal: CancelSignal;
  readonly through: Dialer | undefined;
  readonly options: ConnectOptions;
}

async function openGateway(
  profile: ConnectionProfile,
  { gateway }: ConnectOptions,
  signal: CancelSignal,
): Promise<Gateway | undefined> {
  if (!profile.ssh) {
    return undefined;
  }
  if (!gateway) {
    throw new Error('A connection through SSH was opened without a gateway.');
  }
  return gateway(profile, signal);
}

/** What a refusal was explained with keeps the refusal as its cause. */
function causeOf(error: unknown): unknown {
  return error instanceof ConnectError && error.cause !== undefined ? error.cause : error;
}

function explain(error: unknown, profile: ConnectionProfile, { secrets }: PasswordCell): Error {
  return error instanceof ConnectError || (error instanceof Error && isCancellation(error))
    ? error
    : explainConnectError(error, profile, secrets);
}

async function attemptHost(
  attempt: Attempt,
  candidate: Candidate,
  wanted: WantedSession,
): Promise<Connected> {
  const { profile, signal, options } = attempt;
  const plan = planTls(profile.tls, candidate.host, options.libpqFolder);
  const deadline = new ConnectDeadline(profile.timeouts.connect || defaultDeadlines.connect, signal);
  try {
    let first: unknown;
    for (const [index, way] of plan.attempts.entries()) {
      try {
        return await attemptWay({ ...attempt, candidate, plan, wanted }, way, deadline);
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

interface HostAttempt extends Attempt {
  readonly candidate: Candidate;
  readonly plan: TlsPlan;
  readonly wanted: WantedSession;
}

async function attemptWay(
  { profile, passwords, plan, candidate, wanted, through }: HostAttempt,
  way: 'plain' | 'tls',
  deadline: ConnectDeadline,
): Promise<Connected> {
  const { signal } = deadline;
  const dialled: Endpoint = { ...candidate, keepAlive: profile.keepAlive, through };
  const { socket, tls, address, isPrivate } = await openLine(dialled, plan, way, signal);
  const request = {
    user: profile.user,
    database: profile.database,
    applicationName: profile.applicationName,
    allowCleartext: profile.allowCleartextPassword || isPrivate,
    rules: profile.loginRules,
    password: () => passwords.get(deadline),
  };
  try {
    const login = await logIn(socket, request, signal);
    const target = { ...profile, host: candidate.host, port: candidate.port };
    const backend = new Backend(login, target);
    // Nobody reads the answer after the deadline, so the line must not stay open for it.
    const cut = () => backend.cut('The server did not answer in time.');
    signal.addEventListener('abort', cut, { once: true });
    await checkSessionTarget(backend, wanted).finally(() => signal.removeEventListener('abort', cut));
    return { backend, tls, plan, endpoint: { ...dialled, address } };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** A zero byte would end a name early, and what follows would be read as another startup parameter. */
function refuseZeroBytes({ user, database, applicationName }: ConnectionProfile): void {
  if ([user, database, applicationName].some((text) => text.includes('\0'))) {
    throw new UserError(
      'The user, database or application name holds a character with code zero. Remove it.',
    );
  }
}
