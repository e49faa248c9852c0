import { type Disposable, DisposableStore } from '../../base/disposable';
import type { ExplorerNode } from '../../core/explorer/nodes';
import type { DbtMarks } from '../explorer/dbtMarks';
import { registerGrants } from '../grants/registerGrants';
import { registerPartitions } from '../partitions/registerPartitions';
import { registerRowSecurity } from '../rowSecurity/registerRowSecurity';
import type { ScaffoldPanels } from './scaffoldPanels';
import type { ScaffoldParts, ScaffoldRequest } from './scaffoldParts';

export interface ScaffoldFeatureParts extends ScaffoldParts {
  /** The node that a menu passes, or else the one that is selected in the sidebar. */
  readonly chosen: (argument: unknown) => ExplorerNode | undefined;
  /** Knows which files of dbt projects build which tables. */
  readonly dbt: Pick<DbtMarks, 'files'>;
}

/** Opens scaffolds for the other features, such as a quick fix. */
export interface ScaffoldFeature extends Disposable {
  /** @throws UserError when there is no such scaffold or connection */
  open(request: ScaffoldRequest): Promise<void>;
}

/** Registers Scaffold…, and what opens its forms: the matrix of rights, the view of partitions and the check of policies. All of their code is loaded when it is used. */
export function registerScaffold(parts: ScaffoldFeatureParts): ScaffoldFeature {
  const { runner, chosen } = parts;
  const owned = new DisposableStore();
  let loading: Promise<ScaffoldPanels> | undefined;
  const panels = (): Promise<ScaffoldPanels> => {
    loading ??= import('./scaffoldPanels').then(({ ScaffoldPanels: Panels }) => owned.add(new Panels(parts)));
    return loading;
  };
  const open = async (request: ScaffoldRequest): Promise<void> => (await panels()).open(request);
  owned.add(
    runner.command('lakehouse.scaffold', async (argument) => {
      const { chooseScaffold } = await import('./chooseScaffold');
      await open(await chooseScaffold(parts.connections.profiles, chosen(argument)));
    }),
  );
  owned.add(registerGrants({ ...parts, open }));
  owned.add(registerPartitions({ ...parts, openScaffold: open }));
  owned.add(
    registerRowSecurity({
      runner,
      chosen,
      open,
      dbt: parts.dbt,
      connections: parts.connections,
      queries: parts.query.opener,
    }),
  );
  return { open, dispose: () => owned.dispose() };
}
