import { CancelledError, type CancelSignal, isCancellation } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import { ConnectError } from '../../../core/connections/connectError';
import { type ConnectFailure, describeConnectFailure } from '../../../core/connections/connectFailure';
import type { ConnectionProfile } from '../../../core/connections/connectionProfile';
import type { PasswordProvider } from '../../../core/connections/passwordProvider';
import { withEditContext } from '../../../core/dbt/editContext';
import type { DbtGraph } from '../../../core/dbt/graph/dbtGraph';
import { graphOfTarget } from '../../../core/dbt/live/graphOfTarget';
import type { LiveFacts, TargetCatalog } from '../../../core/dbt/live/liveFacts';
import { checkSteps, connectionSteps, profileSteps } from '../../../core/dbt/live/liveSteps';
import { readTargetCatalog } from '../../../core/dbt/live/readTargetCatalog';
import { catalogChecks, runTargetChecks } from '../../../core/dbt/live/targetChecks';
import type { TargetReport, TargetState } from '../../../core/dbt/live/targetReport';
import { connectionOfTarget, type TargetConnection } from '../../../core/dbt/profiles/connectionOfTarget';
import type { DbtTarget } from '../../../core/dbt/profiles/target';
import type { DbtProject } from '../../../core/dbt/project/dbtProject';
import { ServerError } from '../../../core/sql/serverError';
import { ConnectDeadline, DeadlineError } from '../../pg/connectDeadline';
import { fixTexts } from './fixTexts';
import type { LiveOptions } from './liveOptions';
import { openTarget } from './openTarget';

/** For everything that is asked of one target, in milliseconds. */
const usualTimeout = 30_000;

/**
 * Checks targets against their servers, all at once, each within its own time: a host that hangs delays no other. One
 * login is tried for each; what fails is part of its report.
 * @param graph for one of the targets; its relations are put into the schemas of the others
 * @throws CancelledError
 */
export async function checkLive(
  project: DbtProject,
  graph: DbtGraph | undefined,
  options: LiveOptions,
  signal: CancelSignal,
): Promise<readonly TargetReport[]> {
  const wanted = project.targets.filter(({ name }) => options.targets?.includes(name) ?? true);
  return Promise.all(
    wanted.map(async (target) => {
      const started = performance.now();
      const own = options.graphOf?.(target) ?? (graph && graphOfTarget(graph, project.targets, target));
      const outcome = await checkTarget({ project, graph: own, target, options }, signal);
      const report = { target: target.name, ...outcome, elapsed: performance.now() - started };
      options.report?.(report);
      return report;
    }),
  );
}

interface Wanted {
  readonly project: DbtProject;
  readonly graph: DbtGraph | undefined;
  readonly target: DbtTarget;
  readonly options: LiveOptions;
}

type Outcome = Omit<TargetReport, 'target' | 'elapsed'>;

async function checkTarget(wanted: Wanted, signal: CancelSignal): Promise<Outcome> {
  const { target, options } = wanted;
  const connection = (options.connectionOf ?? connectionOfTarget)(target);
  if (connection.kind !== 'connection') {
    return skipped(target, whyNot(connection));
  }
  const { profile } = connection;
  const known = options.askAgain === true ? undefined : options.refused?.get(profile);
  if (known) {
    return reportOf(wanted, 'refused', { failure: known });
  }
  if (!(await options.mayConnect(target, profile))) {
    return skipped(target, 'not allowed to connect');
  }
  try {
    const catalog = await readCatalog(wanted, profile, signal);
    options.refused?.delete(profile);
    return await reportOf(wanted, 'checked', { catalog });
  } catch (error) {
    if (signal.aborted) {
      throw new CancelledError();
    }
    if (isCancellation(error)) {
      return skipped(target, 'no password was given');
    }
    const failure = failureOf(error, profile, options.timeout ?? usualTimeout);
    options.refused?.set(profile, failure);
    return reportOf(wanted, 'failed', { failure });
  }
}

function whyNot(connection: Exclude<TargetConnection, { kind: 'connection' }>): string {
  return connection.kind === 'incomplete'
    ? `the profile does not say ${connection.fields.join(', ')}`
    : `the adapter is ${connection.type ?? 'not named'}, not postgres`;
}

function skipped(target: DbtTarget, why: string): Outcome {
  const step = { label: 'Connection test', value: why, status: 'skipped' } as const;
  return { state: 'skipped', findings: [], steps: [...profileSteps(target), step] };
}

async function readCatalog(
  { target, graph, options }: Wanted,
  profile: ConnectionProfile,
  signal: CancelSignal,
): Promise<TargetCatalog> {
  const deadline = new ConnectDeadline(options.timeout ?? usualTimeout, signal);
  const { gateway, libpqFolder } = options;
  try {
    const open = await openTarget(target, profile, passwordsOf({ target, options }, deadline), {
      ...(gateway && { gateway }),
      ...(libpqFolder !== undefined && { libpqFolder }),
      signal: deadline.signal,
    });
    try {
      return await readTargetCatalog(open.database, target, graph, {
        line: open.line,
        signal: deadline.signal,
      });
    } finally {
      await open.close();
    }
  } catch (error) {
    // What the deadline stopped ends as if somebody had cancelled it.
    throw deadline.signal.aborted && !signal.aborted ? new DeadlineError(deadline.milliseconds) : error;
  } finally {
    deadline.dispose();
  }
}

/** A password that was refused is not followed by another: a server may lock out who tries too often. */
function passwordsOf(
  { target, options }: Pick<Wanted, 'target' | 'options'>,
  deadline: ConnectDeadline,
): PasswordProvider {
  return {
    getPassword: async (profile, reason, signal) => {
      if (reason === 'rejected') {
        return undefined;
      }
      deadline.pause();
      try {
        return await options.passwordOf(target, profile, signal);
      } finally {
        deadline.resume();
      }
    },
  };
}

function failureOf(error: unknown, profile: ConnectionProfile, timeout: number): ConnectFailure {
  if (error instanceof ConnectError) {
    return error.failure;
  }
  if (error instanceof UserError) {
    return { kind: 'unknown', title: 'Connecting failed', happened: error.message, next: '' };
  }
  if (error instanceof DeadlineError) {
    return describeConnectFailure('timeout', profile, `${String(timeout / 1000)} s`);
  }
  const detail = error instanceof Error ? error.message : String(error);
  return error instanceof ServerError
    ? {
        kind: 'unknown',
        title: 'Reading failed',
        happened: `The login worked, but the catalog could not be read: ${detail}.`,
        next: 'Check the rights of the role, and try again.',
      }
    : describeConnectFailure('unknown', profile, detail);
}

async function reportOf(
  { project, target, graph, options }: Wanted,
  state: TargetState,
  found: Partial<Pick<LiveFacts, 'failure' | 'catalog'>>,
): Promise<Outcome> {
  const facts: LiveFacts = {
    ...{ project, target, graph, runs: options.runs ?? new Map(), failure: undefined, catalog: undefined },
    ...{ texts: new Map(), now: Date.now(), ...found },
  };
  const first = runTargetChecks(facts);
  // Only the files of what was found are read: for the edits that put it right, and for what hooks make anew.
  const texts = await fixTexts(project, graph, first, options.openText);
  const placed = texts.size === 0 ? first : runTargetChecks({ ...facts, texts });
  const textOf = project.files.flatMap(({ file, relative }) => {
    const text = texts.get(relative);
    return text === undefined ? [] : [[file, text] as const];
  });
  const findings = withEditContext(placed, project, new Map(textOf));
  const looked = facts.catalog ? checkSteps(catalogChecks, findings) : [];
  return { state, findings, steps: [...profileSteps(target), ...connectionSteps(facts), ...looked] };
}
