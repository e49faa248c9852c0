import { type Disposable, DisposableStore } from '../../base/disposable';
import { lazyPolicyTests } from './lazyPolicyTests';
import type { RlsBenchParts } from './rlsBenchParts';

/** The test bench of row security. Its code is loaded when it is used. */
export function registerRlsBench(parts: RlsBenchParts): Disposable {
  const store = new DisposableStore();
  store.add(
    parts.runner.command('lakehouse.rls.matrix', async (argument) => {
      const { openMatrix } = await import('./openMatrix');
      const page = await openMatrix(parts, argument);
      if (page) {
        store.add(page);
      }
    }),
  );
  const tests = store.add(lazyPolicyTests(parts));
  store.add(parts.runner.command('lakehouse.rls.runTests', () => tests.runAll()));
  return store;
}
