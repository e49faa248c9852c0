import { type Disposable, DisposableStore } from '../../base/disposable';
import type { SearchServices } from './searchServices';

/** Finds objects by name in every connected database, and the object that the cursor stands on. */
export function registerSearch(services: SearchServices): Disposable {
  const owned = new DisposableStore();
  const { runner } = services;
  const load = () => import('./objectSearch');
  owned.add(runner.command('lakehouse.search', async () => (await load()).searchObjects(services, '')));
  owned.add(runner.command('lakehouse.goToObject', async () => (await load()).goToObject(services)));
  return owned;
}
