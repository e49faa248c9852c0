import { type Disposable, DisposableStore } from '../../base/disposable';
import { sandboxId } from '../../core/connections/sandbox';
import type { CommandId } from '../commands';
import type { SandboxParts } from './sandboxParts';

/** The commands of the sandbox and of its sample. What they do is loaded when one of them is used. */
export function registerSandbox(parts: SandboxParts): Disposable {
  const { runner, service, connections } = parts;
  const owned = new DisposableStore();
  const actions = () => import('./sandboxActions');
  const add = (id: CommandId, handler: () => Promise<void>): void => {
    owned.add(runner.command(id, handler));
  };
  add('lakehouse.sandbox.open', async () => (await actions()).open(parts));
  add('lakehouse.sandbox.stop', async () => (await actions()).stop(parts));
  add('lakehouse.sandbox.reset', async () => (await actions()).reset(parts));
  add('lakehouse.sandbox.remove', async () => (await actions()).remove(parts));
  add('lakehouse.sandbox.showLimits', async () => (await actions()).showLimits(parts.context));
  add('lakehouse.sample.openMart', async () => (await actions()).openMart(parts));
  add('lakehouse.sample.openQuery', async () => (await actions()).openQuery(parts));
  add('lakehouse.sample.explainQuery', async () => (await actions()).explainQuery(parts));
  owned.add(
    service.onDidEnd((end) => {
      void connections.disconnect(sandboxId);
      void runner.attempt('sandbox', async () => (await import('./sandboxNotices')).sayEnd(end));
    }),
  );
  owned.add(
    service.onNews((news) => {
      void runner.attempt('sandbox', async () => (await import('./sandboxNotices')).sayNews(news, service));
    }),
  );
  return owned;
}
