import { type Disposable, DisposableStore } from '../../../base/disposable';
import type { ConnectionService } from '../../connections/connectionService';
import type { Runner } from '../../run';
import type { PlanOpener } from '../planSubject';

export interface OpenPlanParts {
  readonly runner: Runner;
  readonly connections: ConnectionService;
  readonly panels: PlanOpener;
}

/** Plans from files, the clipboard, editors and the server's log. */
export function registerOpenPlan({ runner, connections, panels }: OpenPlanParts): Disposable {
  const store = new DisposableStore();
  const sources = () => import('./planSources');
  store.add(
    runner.command('lakehouse.plan.openFile', async (uri) => (await sources()).openPlanFile(panels, uri)),
  );
  store.add(
    runner.command('lakehouse.plan.openClipboard', async () =>
      (await sources()).openPlanFromClipboard(panels),
    ),
  );
  store.add(runner.command('lakehouse.plan.openText', async () => (await sources()).openEditorText(panels)));
  store.add(
    runner.command('lakehouse.plan.openLog', async () => {
      const { openServerLog } = await import('./openServerLog');
      await openServerLog(panels, connections);
    }),
  );
  return store;
}
