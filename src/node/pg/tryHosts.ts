import { isCancellation } from '../../base/cancelSignal';
import { ConnectError } from '../../core/connections/connectError';
import { describeConnectFailure } from '../../core/connections/connectFailure';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { describeHost, type TargetSession } from '../../core/connections/hostList';
import { type Candidate, hostCandidates } from './hostCandidates';
import { LoginImpossibleError, LoginRefusedError } from './login';
import { CertificateNameError, NoTlsError, TlsHandshakeError } from './negotiateTls';
import { UnwantedServerError } from './sessionTarget';
import { CertificateFileError } from './tlsPlan';

/** What one server must be; `prefer-standby` is two rounds of these. */
export type WantedSession = Exclude<TargetSession, 'prefer-standby'>;

export interface HostTrial<T> {
  /** @throws anything that is a reason not to use this host */
  readonly attempt: (candidate: Candidate, wanted: WantedSession) => Promise<T>;
  readonly explain: (error: unknown, candidate: Candidate) => Error;
}

/**
 * Tries the hosts of a profile one after the other. Where a server was reached and refused us, the others are not tried,
 * as in libpq. Source: PQconnectPoll in PostgreSQL's fe-connect.c.
 * @throws what the only host answered, or a ConnectError that lists what each host answered
 */
export async function tryHosts<T>(
  profile: ConnectionProfile,
  sameServer: Candidate | undefined,
  trial: HostTrial<T>,
): Promise<T> {
  const candidates = sameServer ? [sameServer] : await hostCandidates(profile);
  const [only] = candidates;
  const rounds: readonly WantedSession[] = sameServer ? ['any'] : roundsOf(profile.targetSession);
  const answers: { readonly candidate: Candidate; readonly error: unknown }[] = [];
  for (const wanted of rounds) {
    answers.length = 0;
    for (const candidate of candidates) {
      try {
        return await trial.attempt(candidate, wanted);
      } catch (error) {
        if (isCancellation(error)) {
          throw error;
        }
        if (isFinal(error)) {
          throw trial.explain(error, candidate);
        }
        answers.push({ candidate, error });
      }
    }
  }
  const [first] = answers;
  if (only && candidates.length === 1 && !(first?.error instanceof UnwantedServerError)) {
    throw first?.error;
  }
  throw noneOf(profile, answers, trial);
}

function roundsOf(target: TargetSession): readonly WantedSession[] {
  return target === 'prefer-standby' ? ['standby', 'any'] : [target];
}

/** A server that is starting up or shutting down is passed over, every other refusal is an answer for all. */
function isFinal(error: unknown): boolean {
  return (
    (error instanceof LoginRefusedError && error.fields.code !== '57P03') ||
    error instanceof LoginImpossibleError ||
    error instanceof NoTlsError ||
    error instanceof TlsHandshakeError ||
    error instanceof CertificateNameError ||
    error instanceof CertificateFileError
  );
}

function noneOf(
  profile: ConnectionProfile,
  answers: readonly { readonly candidate: Candidate; readonly error: unknown }[],
  { explain }: Pick<HostTrial<unknown>, 'explain'>,
): ConnectError {
  const { targetSession } = profile;
  const asked = targetSession === 'any' ? [] : [`“${targetSession}” is asked for.`];
  const lines = answers.map(({ candidate, error }) => `· ${answerOf(error, candidate, explain)}`);
  const detail = [...asked, ...lines].join('\n');
  const cause = answers.at(-1)?.error;
  return new ConnectError(describeConnectFailure('noHost', profile, detail), { cause });
}

function answerOf(error: unknown, candidate: Candidate, explain: HostTrial<unknown>['explain']): string {
  const { address } = candidate;
  const place = describeHost(candidate) + (address === undefined ? '' : ` (${address})`);
  if (error instanceof UnwantedServerError) {
    return `${place}: ${error.message}.`;
  }
  const explained = explain(error, candidate);
  const answer = explained instanceof ConnectError ? explained.failure.happened : explained.message;
  return answer.includes(place) ? answer : `${place}: ${answer}`;
}
