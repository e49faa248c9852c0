import * as vscode from 'vscode';
import { isCancellation } from '../../base/cancelSignal';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { UserError } from '../../base/userError';
import { sameValues } from '../../core/dbt/profiles/target';
import type { DbtProject } from '../../core/dbt/project/dbtProject';
import { liveStepText, type TargetReport } from '../../core/dbt/live/targetReport';
import type { ConnectionResult } from '../../core/dbt/report/debugText';
import type { DbtProjectState } from '../../core/dbt/view/dbtState';
import { isPostgres } from '../../core/dbt/view/targetItems';
import { checkLive } from '../../node/dbt/live/checkTargets';
import { RefusedTargets } from '../../node/dbt/live/refusedTargets';
import { readTargetPassword } from '../../node/dbt/profiles/readTargetPassword';
import type { DbtParts } from './dbtParts';
import type { DbtProjects } from './dbtProjects';
import { editorText } from './editorText';
import { knownConnection, targetConnection } from './targetConnection';

export interface LiveRequest {
  /** All targets of PostgreSQL unless named. */
  readonly targets?: readonly string[];
  /** The user asked: a server that refused is asked again, and the user about hosts that a workspace names. */
  readonly byUser: boolean;
}

/** Asks the servers of targets: when the user says so, and once when a connection to the same place is opened. */
export class DbtLive implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly refused = new RefusedTargets();
  private readonly stop = new AbortController();
  /** The connections that were open when it was looked last. */
  private connected = new Set<string>();

  constructor(
    private readonly parts: DbtParts,
    private readonly projects: DbtProjects,
  ) {
    this.connected = this.nowConnected();
    this.owned.add(parts.connections.onDidChange(() => this.afterConnect()));
  }

  /** @throws UserError in a workspace that is not trusted, or when the target is not of PostgreSQL */
  async check(state: DbtProjectState, request: LiveRequest): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      throw new UserError(
        'A live check sends a password to a host that files of this workspace name. Trust the workspace first.',
        { action: { title: 'Manage Trust', command: 'workbench.trust.manage' } },
      );
    }
    const { root } = state.project;
    const wanted = state.project.targets.filter(
      (target) => isPostgres(target) && (request.targets?.includes(target.name) ?? true),
    );
    if (wanted.length === 0) {
      throw new UserError('There is no target of PostgreSQL to check.');
    }
    const names = wanted.map(({ name }) => name);
    for (const name of names) {
      this.projects.setLive(root, name, { kind: 'running' });
    }
    await this.run(state, names, request.byUser);
  }

  dispose(): void {
    this.stop.abort();
    this.owned.dispose();
  }

  private async run(state: DbtProjectState, names: readonly string[], byUser: boolean): Promise<void> {
    const { root } = state.project;
    try {
      const environment = await this.projects.environment(root);
      await checkLive(
        state.project,
        state.graph,
        {
          targets: names,
          runs: state.runs,
          refused: this.refused,
          askAgain: byUser,
          connectionOf: (target) => targetConnection(root, target, this.parts),
          passwordOf: (target) => Promise.resolve(readTargetPassword(target, environment)),
          mayConnect: (_, profile) =>
            byUser ? this.confirmed(profile) : Promise.resolve(this.parts.vault.isConfirmed(profile)),
          report: (report) => this.take(state.project, report),
          openText: editorText,
        },
        this.stop.signal,
      );
    } finally {
      // What ended without a report is not running any longer.
      for (const name of names) {
        if (this.projects.state(root)?.live.get(name)?.kind === 'running') {
          this.projects.forgetLive(root, name);
        }
      }
    }
  }

  /** The targets are those for which the check began; they may have been changed since. */
  private take({ root, targets }: DbtProject, report: TargetReport): void {
    if (report.state === 'skipped') {
      this.projects.forgetLive(root, report.target);
      return;
    }
    const then = targets.find(({ name }) => name === report.target);
    const now = this.projects.state(root)?.project.targets.find(({ name }) => name === report.target);
    this.projects.setLive(root, report.target, {
      kind: 'done',
      at: Date.now(),
      connection: connectionResult(report),
      steps: report.steps.map(liveStepText),
      findings: report.findings,
      ...(then && now && !sameValues(then, now) && { older: true }),
    });
  }

  private async confirmed(profile: Parameters<DbtParts['vault']['confirmHost']>[0]): Promise<boolean> {
    try {
      await this.parts.vault.confirmHost(profile);
      return true;
    } catch (error) {
      if (isCancellation(error)) {
        return false;
      }
      throw error;
    }
  }

  private nowConnected(): Set<string> {
    const { connections } = this.parts;
    return new Set(
      connections.profiles.filter(({ id }) => connections.state(id).kind === 'connected').map(({ id }) => id),
    );
  }

  /** Whoever opens a connection to the place of a target wants to know what is the matter with it. */
  private afterConnect(): void {
    const before = this.connected;
    this.connected = this.nowConnected();
    const opened = [...this.connected].filter((id) => !before.has(id));
    if (opened.length === 0 || !vscode.workspace.isTrusted) {
      return;
    }
    for (const state of this.projects.states) {
      const targets = state.project.targets
        .filter((target) =>
          opened.includes(knownConnection(state.project.root, target, this.parts)?.id ?? ''),
        )
        .map(({ name }) => name);
      if (targets.length > 0) {
        void this.parts.runner.quietly('checking a dbt target', undefined, () =>
          this.check(state, { targets, byUser: false }),
        );
      }
    }
  }
}

function connectionResult({ state, findings, steps }: TargetReport): ConnectionResult {
  if (state === 'checked') {
    return { kind: 'ok' };
  }
  const failed = findings.find(({ severity }) => severity === 'error');
  const step = steps.find(({ status }) => status === 'error');
  return { kind: 'error', message: failed?.message ?? step?.value ?? 'Connecting failed.' };
}
