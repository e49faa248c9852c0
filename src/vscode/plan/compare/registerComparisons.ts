import { type Disposable, DisposableStore } from '../../../base/disposable';
import { type LazyBaselines, lazyBaselines } from '../baseline/lazyBaselines';
import type { BaselineParts } from '../baseline/planBaselines';
import type { Runner } from '../../run';
import type { LazyComparisons } from './lazyComparisons';

/** The commands that compare plans, with each other and with their baselines. */
export function registerComparisons(
  runner: Runner,
  comparisons: LazyComparisons,
  parts: Omit<BaselineParts, 'comparisons'>,
): Disposable {
  const store = new DisposableStore();
  const baselines: LazyBaselines = store.add(
    lazyBaselines({ ...parts, comparisons: comparisons.get }, runner),
  );
  store.add(
    runner.command('lakehouse.plan.compare', async (argument) => {
      if (!(await baselines.compare(argument))) {
        await comparisons.compare(argument);
      }
    }),
  );
  store.add(runner.command('lakehouse.plan.saveBaseline', baselines.save));
  store.add(runner.command('lakehouse.plan.checkBaselines', baselines.checkAll));
  return store;
}
