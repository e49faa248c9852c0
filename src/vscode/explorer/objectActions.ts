import type { ExplorerNode } from '../../core/explorer/nodes';
import type { CommandId } from '../commands';
import type { Runner } from '../run';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { ActionServices } from './actions/actionServices';

/** Registers the commands about one object of the tree. Their code is loaded when one of them is used. */
export function registerObjectActions(
  runner: Runner,
  services: ActionServices,
  chosen: (argument: unknown) => ExplorerNode | undefined,
): Disposable {
  const owned = new DisposableStore();
  const add = (
    id: CommandId,
    load: () => Promise<(node: ExplorerNode | undefined) => Promise<void>>,
  ): void => {
    owned.add(runner.command(id, async (argument) => (await load())(chosen(argument))));
  };
  const changes = () => import('./actions/changes');
  const reads = () => import('./actions/reads');
  add('lakehouse.explorer.rename', async () => (await changes()).rename(services));
  add('lakehouse.explorer.comment', async () => (await changes()).comment(services));
  add('lakehouse.explorer.truncate', async () => (await changes()).truncate(services));
  add('lakehouse.explorer.drop', async () => (await changes()).drop(services));
  add('lakehouse.explorer.vacuum', async () => (await changes()).vacuum(services));
  add('lakehouse.explorer.analyze', async () => (await changes()).analyze(services));
  add('lakehouse.explorer.refreshMaterializedView', async () => (await changes()).refreshView(services));
  add('lakehouse.explorer.countRows', async () => (await reads()).countRows(services));
  add('lakehouse.explorer.sampleRows', async () => (await reads()).sampleRows(services));
  add('lakehouse.explorer.copySelect', async () => (await reads()).copySelect(services));
  add('lakehouse.explorer.copyInsert', async () => (await reads()).copyInsert(services));
  return owned;
}
