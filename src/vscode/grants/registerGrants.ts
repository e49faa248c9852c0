import { type Disposable, DisposableStore } from '../../base/disposable';
import type { GrantsParts } from './grantsParts';

/** Registers the matrix of rights. All of its code is loaded when it is used. */
export function registerGrants(parts: GrantsParts): Disposable {
  const owned = new DisposableStore();
  owned.add(
    parts.runner.command('lakehouse.showRights', async (argument) => {
      const { openGrants } = await import('./openGrants');
      owned.add(await openGrants(parts, parts.chosen(argument)));
    }),
  );
  return owned;
}
