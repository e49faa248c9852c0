import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { setContextKey } from '../contextKeys';
import { dbtCommands } from './dbtCommands';
import { dbtForeignFiles } from './dbtForeignFiles';
import type { DbtFeature } from './dbtFeature';
import { dbtMartCommands } from './dbtMartCommands';
import type { DbtMartParts } from './dbtMarts';
import type { Explorer } from '../explorer/explorer';
import { confirmModal } from '../query/questions';
import type { ConnectedDatabases } from '../connections/connectionService';
import type { PlanFeature } from '../plan/registerPlan';
import type { QueryOpener } from '../query/queryOpener';
import type { Runner } from '../run';
import type { ScaffoldFeature } from '../scaffold/registerScaffold';
import type { DbtParts } from './dbtParts';
import type { DbtService } from './dbtService';
import type { LineagePages } from './lineage/lineagePages';
import { dbtRunCommands } from './run/dbtRunCommands';
import type { DbtRuns } from './run/dbtRuns';

export interface DbtRegistrationParts extends Omit<
  DbtParts,
  'connected' | 'queries' | 'openScaffold' | 'confirm' | 'marks'
> {
  readonly connections: DbtParts['connections'] & ConnectedDatabases;
  readonly query: { readonly opener: QueryOpener };
  readonly scaffold: Pick<ScaffoldFeature, 'open'>;
  readonly plans: PlanFeature;
  readonly explorer: DbtMartParts['explorer'] & Pick<Explorer, 'dbt'>;
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
export function registerDbt({
  query,
  scaffold,
  plans,
  explorer,
  ...others
}: DbtRegistrationParts): DbtRegistration {
  const parts: DbtParts = {
    ...others,
    connected: others.connections,
    queries: query.opener,
    openScaffold: scaffold.open,
    confirm: confirmModal,
    marks: explorer.dbt,
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
  for (const id of dbtMartCommands) {
    owned.add(
      runner.command(id, async (argument) => {
        const [{ projects: service }, { runMartCommand }] = await Promise.all([load(), import('./dbtMarts')]);
        await runMartCommand(id, argument, { parts, service, explorer });
      }),
    );
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
  let lineage: Promise<LineagePages> | undefined;
  const loadLineage = (): Promise<LineagePages> => {
    lineage ??= Promise.all([load(), import('./lineage/lineagePages')]).then(
      ([{ projects }, { LineagePages: Pages }]) => owned.add(new Pages(parts, projects)),
    );
    return lineage;
  };
  owned.add(
    runner.command('lakehouse.dbt.showLineage', async (argument) => (await loadLineage()).show(argument)),
  );
  owned.add(lookForProjects(runner, async () => (await load()).projects.ready()));
  return {
    load,
    service: async () => (await load()).projects,
    dispose: () => owned.dispose(),
  };
}

/** Loads what is known of projects as soon as the workspace has one. */
function lookForProjects(runner: Runner, found: () => Promise<void>): Disposable {
  const store = new DisposableStore();
  const look = () =>
    void runner.quietly('looking for dbt projects', undefined, async () => {
      const [project] = await vscode.workspace.findFiles('**/dbt_project.yml', dbtForeignFiles, 1);
      setContextKey('lakehouse.dbtProject', project !== undefined);
      if (project) {
        await found();
      }
    });
  const watcher = store.add(
    vscode.workspace.createFileSystemWatcher('**/dbt_project.yml', false, true, false),
  );
  watcher.onDidCreate(look);
  watcher.onDidDelete(look);
  store.add(vscode.workspace.onDidChangeWorkspaceFolders(look));
  look();
  return store;
}
