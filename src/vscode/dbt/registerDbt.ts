import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { setContextKey } from '../contextKeys';
import { dbtCommands } from './dbtCommands';
import type { DbtFeature } from './dbtFeature';
import { confirmModal } from '../query/questions';
import type { ConnectedDatabases } from '../connections/connectionService';
import type { PlanFeature } from '../plan/registerPlan';
import type { QueryOpener } from '../query/queryOpener';
import type { ScaffoldFeature } from '../scaffold/registerScaffold';
import type { DbtParts } from './dbtParts';
import type { DbtService } from './dbtService';
import { dbtRunCommands } from './run/dbtRunCommands';
import type { DbtRuns } from './run/dbtRuns';

/** What dbt and package managers bring along is not the user's. */
const leftOut = '**/{node_modules,dbt_packages,target,.venv,venv,site-packages}/**';

export interface DbtRegistrationParts extends Omit<
  DbtParts,
  'connected' | 'queries' | 'openScaffold' | 'confirm'
> {
  readonly connections: DbtParts['connections'] & ConnectedDatabases;
  readonly query: { readonly opener: QueryOpener };
  readonly scaffold: Pick<ScaffoldFeature, 'open'>;
  readonly plans: PlanFeature;
}

export interface DbtRegistration extends Disposable {
  /** The projects of the workspace. They are looked for, and their code is loaded, when this is called for the first time. */
  service(): Promise<DbtService>;
  /** The same with the parts that tests look at. */
  load(): Promise<DbtFeature>;
}

/**
 * Registers everything around dbt. Nothing of it is loaded before a workspace has a dbt project, or a command is called. A
 * feature that others add is a line of `dbtCommands`, or a part of `DbtFeature`.
 */
export function registerDbt({ query, scaffold, plans, ...others }: DbtRegistrationParts): DbtRegistration {
  const parts: DbtParts = {
    ...others,
    connected: others.connections,
    queries: query.opener,
    openScaffold: scaffold.open,
    confirm: confirmModal,
  };
  const { runner } = parts;
  const owned = new DisposableStore();
  let loading: Promise<DbtFeature> | undefined;
  const load = (): Promise<DbtFeature> => {
    loading ??= import('./dbtFeature').then(({ DbtFeature: Feature }) => owned.add(new Feature(parts)));
    return loading;
  };
  for (const id of dbtCommands) {
    owned.add(runner.command(id, async (argument) => (await load()).run(id, argument)));
  }
  let runs: Promise<DbtRuns> | undefined;
  const loadRuns = (): Promise<DbtRuns> => {
    runs ??= Promise.all([load(), import('./run/dbtRuns')]).then(([{ projects }, { DbtRuns: Runs }]) =>
      owned.add(new Runs(parts, projects, plans)),
    );
    return runs;
  };
  for (const id of dbtRunCommands) {
    owned.add(runner.command(id, async (argument) => (await loadRuns()).run(id, argument)));
  }
  const look = () =>
    void runner.quietly('looking for dbt projects', undefined, async () => {
      const [found] = await vscode.workspace.findFiles('**/dbt_project.yml', leftOut, 1);
      setContextKey('lakehouse.dbtProject', found !== undefined);
      if (found) {
        await (await load()).projects.ready();
      }
    });
  const watcher = owned.add(
    vscode.workspace.createFileSystemWatcher('**/dbt_project.yml', false, true, false),
  );
  watcher.onDidCreate(look);
  watcher.onDidDelete(look);
  owned.add(vscode.workspace.onDidChangeWorkspaceFolders(look));
  look();
  return {
    load,
    service: async () => (await load()).projects,
    dispose: () => owned.dispose(),
  };
}
