import { type Disposable, DisposableStore } from '../../base/disposable';
import type { RowSecurityCheck } from './rowSecurityCheck';
import type { RowSecurityParts } from './rowSecurityParts';

export interface RowSecurityFeature extends Disposable {
  /** Loads the check, for tests. */
  load(): Promise<RowSecurityCheck>;
}

/** Registers Check Row Level Security. Its code and its view are made when it is used for the first time. */
export function registerRowSecurity(parts: RowSecurityParts): RowSecurityFeature {
  const { runner } = parts;
  const owned = new DisposableStore();
  let loading: Promise<RowSecurityCheck> | undefined;
  const load = (): Promise<RowSecurityCheck> => {
    loading ??= import('./rowSecurityCheck').then(({ RowSecurityCheck: Check }) =>
      owned.add(new Check(parts)),
    );
    return loading;
  };
  owned.add(
    runner.command('lakehouse.rowSecurity.check', async (argument) => (await load()).check(argument)),
  );
  owned.add(runner.command('lakehouse.rowSecurity.checkAgain', async () => (await load()).checkAgain()));
  owned.add(runner.command('lakehouse.rowSecurity.fix', async (argument) => (await load()).fix(argument)));
  owned.add(runner.command('lakehouse.rowSecurity.close', async () => (await load()).close()));
  return { load, dispose: () => owned.dispose() };
}
