import type { ServerInfo } from '../ports';
import type { ConnectFailure, ConnectFailureKind } from './connectFailure';
import { type ConnectionProfile, describePlace } from './connectionProfile';
import type { WriteRight } from './roleSafety';

/** How the test of a connection ended. */
export type TestOutcome =
  | {
      readonly ok: true;
      readonly server: ServerInfo;
      /** How the line is protected, in words. */
      readonly line: string;
      /** Milliseconds for one question and its answer. */
      readonly latency: number;
      readonly writeRights: readonly WriteRight[];
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly failure: ConnectFailure };

/** What is done one after the other. */
export type Stage = 'reach' | 'line' | 'login' | 'settings';

export interface TestStep {
  readonly status: 'done' | 'failed' | 'skipped';
  readonly text: string;
}

/** The outcome of a test in words: what was done one after the other, and what that means. */
export interface TestReport {
  readonly ok: boolean;
  readonly headline: string;
  readonly steps: readonly TestStep[];
  /** What happened and what to do next; undefined when the connection works. */
  readonly failure: Pick<ConnectFailure, 'happened' | 'next'> | undefined;
  /** Sentences about what works but deserves a look. */
  readonly warnings: readonly string[];
  /** Sentences about what the role may write. */
  readonly rights: readonly string[];
}

export function testReport(outcome: TestOutcome, profile: ConnectionProfile): TestReport {
  return outcome.ok ? successReport(outcome, profile) : failureReport(outcome.failure, profile);
}

/** How far connecting went before it failed so. */
export function stageOf(kind: ConnectFailureKind): Stage {
  return stages.find((stage) => stage !== 'reach' && stageKinds[stage].includes(kind)) ?? 'reach';
}

const stages: readonly Stage[] = ['reach', 'line', 'login', 'settings'];

const stageKinds: Readonly<Record<Exclude<Stage, 'reach'>, readonly ConnectFailureKind[]>> = {
  line: ['noTls', 'tlsName', 'tlsAuthority', 'tlsExpired', 'tlsHandshake', 'certificateFile'],
  login: [
    ...(['authentication', 'passwordMissing', 'cleartextRefused', 'authenticationUnsupported'] as const),
    ...([
      'pgHba',
      'tlsRequired',
      'roleMissing',
      'databaseMissing',
      'notAllowed',
      'tooManyConnections',
      'authenticationForbidden',
      'channelBindingMissing',
    ] as const),
    ...(['startingUp', 'poolerRefused', 'poolerFull', 'poolerBusy', 'poolerServer'] as const),
  ],
  settings: ['settingRefused', 'versionTooOld'],
};

function successReport(
  { server, line, latency, writeRights, warnings }: Extract<TestOutcome, { ok: true }>,
  profile: ConnectionProfile,
): TestReport {
  const texts: Readonly<Record<Stage, string>> = {
    ...plannedTexts(profile),
    line: `Line: ${line}`,
    settings: `PostgreSQL ${server.versionText}${server.inRecovery ? ', a read replica,' : ''} answers in ${latency.toFixed(1)} ms`,
  };
  return {
    ok: true,
    headline: 'The connection works.',
    steps: stages.map((stage) => ({ status: 'done', text: texts[stage] })),
    failure: undefined,
    warnings,
    rights:
      writeRights.length === 0
        ? ['The role can only read: read-only is kept by the server itself.']
        : ['The role can write.', ...writeRights.map(({ sentence }) => sentence)],
  };
}

function failureReport(failure: ConnectFailure, profile: ConnectionProfile): TestReport {
  const failed = stages.indexOf(stageOf(failure.kind));
  const texts = plannedTexts(profile);
  const status = (index: number) => (index < failed ? 'done' : index === failed ? 'failed' : 'skipped');
  return {
    ok: false,
    headline: failure.title,
    // Of an unknown failure nobody can say how far it went.
    steps:
      failure.kind === 'unknown'
        ? []
        : stages.map((stage, index) => ({ status: status(index), text: texts[stage] })),
    failure: { happened: failure.happened, next: failure.next },
    warnings: [],
    rights: [],
  };
}

function plannedTexts(profile: ConnectionProfile): Readonly<Record<Stage, string>> {
  const { user, database, tls, role } = profile;
  return {
    reach: `Reach ${describePlace(profile)}`,
    line: `Protect the line: TLS mode ${tls.mode}`,
    login: `Log in as ${user} to ${database}`,
    settings: role === undefined ? 'Prepare the session' : `Prepare the session, as ${role}`,
  };
}
