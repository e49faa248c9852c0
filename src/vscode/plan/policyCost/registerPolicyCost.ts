import type { Disposable } from '../../../base/disposable';
import type { Runner } from '../../run';
import type { LazyComparisons } from '../compare/lazyComparisons';
import type { DocumentCostParts } from './policyCostOfDocument';

/** Show What Row Security Costs. Its code is loaded when it is used. */
export function registerPolicyCost(
  runner: Runner,
  comparisons: LazyComparisons,
  parts: Omit<DocumentCostParts, 'comparisons'>,
): Disposable {
  return runner.command('lakehouse.plan.policyCost', async (argument) => {
    const { policyCostOfDocument } = await import('./policyCostOfDocument');
    await policyCostOfDocument({ ...parts, comparisons: await comparisons.get() }, argument);
  });
}
